using System.Globalization;
using Mien.Faces.Native;

namespace Mien.Faces.Images;

/// <summary>Files to pictures.</summary>
internal static class ImageReader
{
    public static unsafe Image Read(string path, ReadOptions options)
    {
        byte[] file = Bytes(path);
        fixed (byte* bytes = file)
        {
            int status = Shim.mien_photo_open(bytes, (nuint)file.Length, out PhotoInfo info, out PhotoHandle photo);
            OrThrow(status, path);
            if ((long)info.Width * info.Height > options.MaximumPixels)
            {
                photo.Dispose();
                throw new ImageFileException(path, string.Create(CultureInfo.InvariantCulture,
                    $"{info.Width}×{info.Height} px are more than the limit of {options.MaximumPixels / 1e6:0.###} megapixels; make it smaller first"));
            }

            byte[] srgb = new byte[checked(info.Width * info.Height * 3)];
            byte[]? own = info.OwnColours != 0 ? new byte[srgb.Length] : null;
            byte* background = stackalloc byte[3];
            (background[0], background[1], background[2]) = options.Background;
            fixed (byte* to = srgb, toOwn = own)
            {
                status = Shim.mien_photo_decode(photo, background, to, toOwn);
            }

            OrThrow(status, path);
            return new Image(info.Width, info.Height, srgb, new Origin(photo, info.HasProfile != 0, srgb, own));
        }
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            byte[] file = File.ReadAllBytes(path);
            return file.Length > 0 ? file : throw new ImageFileException(path, "the file is empty");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageFileException(path, "no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageFileException(path, Directory.Exists(path) ? "is a folder, not a picture" : "may not be read", e);
        }
        catch (IOException e) when (e is not ImageFileException)
        {
            throw new ImageFileException(path, $"cannot be read ({e.Message})", e);
        }
    }

    private static void OrThrow(int status, string path)
    {
        switch (status)
        {
            case Status.Good:
                return;
            case Status.NoMemory:
                throw new ImageFileException(path, "does not fit into memory");
            case Status.Foreign:
                throw new ImageFileException(path, Status.Message);
            default:
                throw new ImageFileException(path, $"damaged or cut short ({Status.Message})");
        }
    }
}
