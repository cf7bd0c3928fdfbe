using System.Globalization;
using NetVips;
using VipsImage = NetVips.Image;

namespace Mien.Faces.Images;

/// <summary>Files to pictures.</summary>
internal static class ImageReader
{
    public static Image Read(string path, ReadOptions options) => Decode(Bytes(path), path, options);

    /// <summary>The picture in a file's bytes.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How.</param>
    public static Image Decode(byte[] file, string name, ReadOptions options)
    {
        Vips.Need();
        if (file.Length == 0)
        {
            throw new ImageFileException(name, "the file is empty");
        }

        if (!Vips.Knows(file))
        {
            throw new ImageFileException(name, ForeignFile.Reason(file));
        }

        try
        {
            using VipsImage opened = VipsImage.NewFromBuffer(
                file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
            Limit(opened, name, options);
            Origin origin = Origin.Of(opened);
            using VipsImage upright = Decoded.Of(opened, origin.Profile, options.Background);
            byte[] pixels = new byte[checked(upright.Width * upright.Height * 3)];
            VipsPixels.Compute(upright, pixels);
            if (origin.Profile is not { } profile || ColourProfile.IsSrgbInAllButName(profile))
            {
                return new Image(upright.Width, upright.Height, pixels, origin);
            }

            byte[] srgb = ColourProfile.ToSrgb(pixels, upright.Width, upright.Height, profile);
            return new Image(upright.Width, upright.Height, srgb, origin with { Read = srgb, Own = pixels });
        }
        catch (VipsException e)
        {
            throw new ImageFileException(
                name, Vips.LacksMemory(e) ? "does not fit into memory" : $"damaged or cut short ({Vips.Reason(e)})", e);
        }
        catch (OutOfMemoryException e)
        {
            throw new ImageFileException(name, "does not fit into memory", e);
        }
        catch (UnknownColoursException e)
        {
            throw new ImageFileException(name, e.Message, e);
        }
    }

    private static void Limit(VipsImage file, string name, ReadOptions options)
    {
        (int width, int height) = Decoded.SizeOf(file);
        if ((long)width * height > options.MaximumPixels)
        {
            throw new ImageFileException(name, string.Create(CultureInfo.InvariantCulture,
                $"{width}×{height} px are more than the limit of {options.MaximumPixels / 1e6:0.###} megapixels"))
            {
                TooManyPixels = (long)width * height,
            };
        }
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageFileException(path, "no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageFileException(
                path, Directory.Exists(path) ? "is a folder, not a picture" : "may not be read", e);
        }
        catch (IOException e)
        {
            throw new ImageFileException(path, $"cannot be read ({e.Message})", e);
        }
    }
}
