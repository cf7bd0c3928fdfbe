using Mien.Faces.Images.Metadata;
using NetVips;
using VipsImage = NetVips.Image;

namespace Mien.Faces.Images;

/// <summary>Pictures to files.</summary>
internal static class ImageWriter
{
    private const double Whole = 90; // from this quality on JPEG keeps colour at full resolution

    public static void Write(Image image, string path, WriteOptions options)
    {
        ImageFormat format = FormatOf(path);
        byte[] file;
        try
        {
            file = Encode(image, format, options);
        }
        catch (VipsException e)
        {
            throw new ImageFileException(path, $"cannot be written as {format} ({Vips.Reason(e)})", e);
        }

        PictureFile.Write(path, file);
    }

    public static byte[] Encode(Image image, ImageFormat format, WriteOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Quality, 100);
        Vips.Need();
        Origin? origin = image.Origin;
        byte[] xmp = Xmp.For(origin?.Xmp ?? [], image.DigitalSource, options.KeepLocation);
        using VipsImage pixels = origin?.InOwnColours(image) ?? VipsPixels.Over(image.Bytes, image.Width, image.Height);
        using VipsImage scaled = origin is null
            ? pixels.Copy() : pixels.Copy(xres: origin.Resolution.X, yres: origin.Resolution.Y);
        using VipsImage named = scaled.Mutate(to =>
        {
            void Add(string field, byte[]? bytes)
            {
                if (bytes is { Length: > 0 })
                {
                    to.Set(GValue.BlobType, field, bytes);
                }
            }

            Add("xmp-data", format == ImageFormat.Png ? null : xmp);
            Add(ColourProfile.Field, origin?.Profile);
            Add("exif-data", origin is null ? null : Exif.For(origin.Exif, options.KeepLocation));
            Add("iptc-data", origin is null || format != ImageFormat.Jpeg
                ? null : Iptc.For(origin.Iptc, options.KeepLocation));
        });
        return format switch
        {
            ImageFormat.Png when xmp.Length > 0 => PngXmp.Insert(Png(named), xmp),
            ImageFormat.Png => Png(named),
            ImageFormat.Jpeg => named.JpegsaveBuffer(
                q: options.Quality, optimizeCoding: true, subsampleMode: options.Quality >= Whole
                    ? Enums.ForeignSubsample.Off : Enums.ForeignSubsample.On),
            _ => named.WebpsaveBuffer(q: options.Quality, lossless: options.Quality == 100, smartSubsample: true),
        };
    }

    // Photographs take less room than with level 6 and the filter Sub, and half the time.
    private static byte[] Png(VipsImage picture)
        => picture.PngsaveBuffer(compression: 3, filter: Enums.ForeignPngFilter.Up);

    private static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => ImageFormat.Png,
        ".JPG" or ".JPEG" => ImageFormat.Jpeg,
        ".WEBP" => ImageFormat.WebP,
        _ => throw new ImageFileException(
            path, "pictures are written as .png, .jpg or .webp: choose a name that ends so"),
    };
}
