using Mien.Faces.Native;

namespace Mien.Faces.Images;

/// <summary>Pictures to files.</summary>
internal static class ImageWriter
{
    private static readonly PhotoHandle _none = new();

    public static void Write(Image image, string path, WriteOptions options)
    {
        ImageFormat format = FormatOf(path);
        byte[] file;
        try
        {
            file = Encode(image, format, options);
        }
        catch (NativeCallException e)
        {
            throw new ImageFileException(path, $"cannot be written as {format} ({e.Said})", e);
        }

        WholeFile.Write(path, file);
    }

    public static unsafe byte[] Encode(Image image, ImageFormat format, WriteOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Quality, 100);
        Origin? origin = image.Origin;
        byte[] xmp = Xmp.For(origin?.Xmp() ?? [], image.DigitalSource, options.KeepPosition);
        byte[] pixels = origin?.Own is null ? image.Bytes : origin.InOwnColours(image.Bytes);
        bool textChunk = format == ImageFormat.Png && xmp.Length > 0;
        fixed (byte* from = pixels, packet = textChunk ? [] : xmp)
        {
            Blob blob = new() { Data = packet, Length = textChunk ? 0 : (nuint)xmp.Length };
            Shim.mien_encode(origin?.Photo ?? _none, (int)format, image.Width, image.Height, from, options.Quality,
                origin?.HasProfile == true ? 1 : 0, options.KeepPosition ? 1 : 0, in blob, out void* buffer, out nuint length).OrThrow();
            try
            {
                byte[] file = new ReadOnlySpan<byte>(buffer, checked((int)length)).ToArray();
                return textChunk ? PngXmp.Insert(file, xmp) : file;
            }
            finally
            {
                Shim.mien_free(buffer);
            }
        }
    }

    private static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => ImageFormat.Png,
        ".JPG" or ".JPEG" => ImageFormat.Jpeg,
        ".WEBP" => ImageFormat.WebP,
        _ => throw new ImageFileException(path, "pictures are written as .png, .jpg or .webp: choose a name that ends so"),
    };
}
