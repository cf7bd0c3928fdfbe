namespace Mien.Faces.Images.Metadata;

/// <summary>The EXIF block of a file: what was true of the photo and still is.</summary>
internal static class Exif
{
    private const ushort Camera = 0x8769, Position = 0x8825;
    private const int LongestValue = 8192; // a block has to fit into 64 KiB of JPEG

    // What describes the old pixels: turn, strips, thumbnails; and blocks with metadata of their own, which are written
    // apart.
    private static readonly ushort[] _dropped =
    [
        // pixels and where they lie
        0x0103, 0x0111, 0x0112, 0x0115, 0x0116, 0x0117, 0x0144, 0x0145, 0x014A, 0x0201, 0x0202,
        0x02BC, 0x83BB, 0x8649, 0x8773, // XMP, IPTC, Photoshop, profile
        // the maker's note: offsets that no longer hold, previews of the old face, with some makers names of places
        0x927C,
        0xEA1C, // padding
        Camera, Position,
    ];

    /// <summary>The block to write; empty if there is nothing to say.</summary>
    /// <param name="block">That of the photo, or empty; one that is damaged is dropped, since the position cannot be
    /// found in it.</param>
    /// <param name="keepLocation">Whether the place of the photo stays.</param>
    public static byte[] For(byte[] block, bool keepLocation)
    {
        if (ExifFile.Parse(block) is not { } file)
        {
            return [];
        }

        ExifEntry[] main = [.. file.Entries(file.Main)];
        Dictionary<ushort, List<ExifEntry>> parts = [];
        foreach (ExifEntry entry in main.Where(entry => entry.Tag == Camera || (entry.Tag == Position && keepLocation)))
        {
            if (Filtered(file.Entries(file.Place(entry))) is { Count: > 0 } part)
            {
                parts[entry.Tag] = part;
            }
        }

        List<ExifEntry> kept = Filtered(main);
        return kept.Count == 0 && parts.Count == 0 ? [] : file.With(kept, parts);
    }

    private static List<ExifEntry> Filtered(IEnumerable<ExifEntry> entries)
        => [.. entries.Where(
            entry => !_dropped.Contains(entry.Tag) && entry.Tag != 0xA005
                && entry.Value.Length <= LongestValue).DistinctBy(entry => entry.Tag)];
}
