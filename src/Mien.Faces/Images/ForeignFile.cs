namespace Mien.Faces.Images;

/// <summary>Tells by its first bytes what a file is that is not read.</summary>
internal static class ForeignFile
{
    private static readonly (int At, byte[] Bytes, string Name)[] _known =
    [
        (0, [.. "BM"u8], "a BMP picture"),
        (0, [0xFF, 0x0A], "a JPEG XL picture"),
        (4, [.. "JXL "u8], "a JPEG XL picture"),
        (4, [.. "jP  "u8], "a JPEG 2000 picture"),
        (0, [.. "8BPS"u8], "a Photoshop file"),
        (0, [0, 0, 1, 0], "an icon"),
        (0, [.. "%PDF"u8], "a PDF document"),
        (0, [.. "<svg"u8], "an SVG drawing"),
        (0, [0x76, 0x2F, 0x31, 0x01], "an OpenEXR picture"),
        (0, [.. "#?RADIANCE"u8], "a Radiance picture"),
        (0, [.. "FUJIFILMCCD-RAW"u8], "a camera's raw file"),
        (8, [.. "CR"u8], "a camera's raw file"),
        (4, [.. "ftypcrx"u8], "a camera's raw file"),
        (4, [.. "ftypmp4"u8], "a film"),
        (4, [.. "ftypisom"u8], "a film"),
        (4, [.. "ftypqt"u8], "a film"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "a film"),
        (0, [.. "PK\u0003\u0004"u8], "a zip archive"),
        (0, [.. "<!DOCTYPE html"u8], "a web page"),
        (0, [.. "<html"u8], "a web page"),
    ];

    /// <summary>Why it is not read, and what to do.</summary>
    public static string Reason(ReadOnlySpan<byte> file)
    {
        foreach ((int at, byte[] bytes, string name) in _known)
        {
            if (file.Length > at + bytes.Length && file[at..].StartsWith(bytes))
            {
                return $"is {name}, not a JPEG, PNG, WebP, TIFF, HEIC, AVIF or GIF picture; convert it to PNG or JPEG first";
            }
        }

        return "not a JPEG, PNG, WebP, TIFF, HEIC, AVIF or GIF picture";
    }
}
