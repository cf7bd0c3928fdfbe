using System.Security.Cryptography;

namespace Mien.Faces.Images;

/// <summary>
/// A picture: 8-bit sRGB, interleaved red, green, blue, row by row from the top left, upright. It never changes once
/// made, so it may be read from any number of threads. One that was read from a file also knows that file's colour
/// profile and metadata, which <see cref="With(byte[])"/> hands on and <see cref="Write"/> puts into the new file.
/// </summary>
public sealed class Image
{
    private readonly byte[] _pixels;
    private string? _hash;

    /// <summary>A picture from raw bytes.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">[height, width, 3]; becomes the picture's own: do not change it afterwards.</param>
    /// <exception cref="ArgumentException">The array has not width × height × 3 bytes.</exception>
    public Image(int width, int height, byte[] pixels)
        : this(width, height, pixels, null)
    {
    }

    internal Image(int width, int height, byte[] pixels, Origin? origin)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.LongLength != (long)width * height * 3)
        {
            throw new ArgumentException(
                $"Image: {width}×{height} px need {(long)width * height * 3} bytes, not {pixels.LongLength}",
                nameof(pixels));
        }

        (Width, Height, _pixels, Origin) = (width, height, pixels, origin);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[Height, Width, 3] bytes, sRGB.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>What a file made from this picture says about where its pixels come from.</summary>
    public DigitalSource DigitalSource { get; init; }

    /// <summary>
    /// SHA-256 of size and pixels, in lower-case hexadecimal: tells whether a saved geometry belongs to this picture.
    /// </summary>
    public string Hash => _hash ??= HashOf(this);

    internal Origin? Origin { get; }

    internal byte[] Bytes => _pixels;

    /// <summary>
    /// Reads a JPEG, PNG, WebP, TIFF, HEIC, AVIF or GIF file: turned upright, in sRGB, alpha flattened.
    /// </summary>
    /// <exception cref="ImageFileException">The file is missing, empty, damaged, too large or no picture.</exception>
    public static Image Read(string path, ReadOptions? options = null)
        => ImageReader.Read(path, options ?? new ReadOptions());

    /// <summary>The picture in the bytes of a file, read as <see cref="Read"/> does.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="ImageFileException">It is empty, damaged, too large or no picture.</exception>
    public static Image Decode(byte[] file, string name, ReadOptions? options = null)
        => ImageReader.Decode(file, name, options ?? new ReadOptions());

    /// <summary>The same place with other pixels, [Height, Width, 3]: profile and metadata stay.</summary>
    public Image With(byte[] pixels) => new(Width, Height, pixels, Origin) { DigitalSource = DigitalSource };

    /// <summary>The same picture with another statement about where its pixels come from.</summary>
    public Image With(DigitalSource source) => new(Width, Height, _pixels, Origin) { DigitalSource = source };

    /// <summary>
    /// Writes a PNG, JPEG or WebP file, as its name ends. The file appears whole or not at all. Pixels that are as they
    /// were read get exactly the colours that they had in the file they come from.
    /// </summary>
    /// <exception cref="ImageFileException">The name ends otherwise, or the file cannot be written.</exception>
    public void Write(string path, WriteOptions? options = null)
        => ImageWriter.Write(this, path, options ?? new WriteOptions());

    /// <summary>The bytes of a file, for instance to put the picture into a page.</summary>
    public byte[] Encode(ImageFormat format, WriteOptions? options = null)
        => ImageWriter.Encode(this, format, options ?? new WriteOptions());

    /// <summary>
    /// Resampled by Lanczos-3, widened when it gets smaller. The result has no profile and no metadata.
    /// </summary>
    public Image Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        byte[] pixels = width == Width && height == Height
            ? _pixels : Lanczos.Resize(this, width, height, new Box(0, 0, width, height));
        return new Image(width, height, pixels) { DigitalSource = DigitalSource };
    }

    /// <summary>A part of the picture, without profile and metadata.</summary>
    internal Image Cut(Box box)
    {
        byte[] pixels = new byte[box.Width * box.Height * 3];
        for (int y = 0; y < box.Height; y++)
        {
            _pixels.AsSpan((((box.Top + y) * Width) + box.Left) * 3, box.Width * 3)
                .CopyTo(pixels.AsSpan(y * box.Width * 3));
        }

        return new Image(box.Width, box.Height, pixels);
    }

    private static string HashOf(Image image)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(image.Width));
        hash.AppendData(BitConverter.GetBytes(image.Height));
        hash.AppendData(image._pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
