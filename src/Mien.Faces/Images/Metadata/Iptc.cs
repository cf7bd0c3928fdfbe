using System.Buffers.Binary;

namespace Mien.Faces.Images.Metadata;

/// <summary>
/// The IPTC block of a file (Information Interchange Model 4.2), within Photoshop's resources as JPEG has it or bare as
/// TIFF has it. Only the resource with the records is handed on: others hold thumbnails of the old face and further
/// metadata.
/// </summary>
internal static class Iptc
{
    private const byte Marker = 0x1C;
    private const ushort Records = 0x0404;

    // Dataset numbers of record 2, the application record.
    private static readonly byte[] _places = [26, 27, 90, 92, 95, 100, 101];

    /// <summary>The block to write into a JPEG file; empty if there is nothing to say.</summary>
    /// <param name="block">That of the photo, or empty.</param>
    /// <param name="keepLocation">Whether the place of the photo stays: location, city, sub-location, province and
    /// country.</param>
    public static byte[] For(byte[] block, bool keepLocation)
    {
        byte[] records = Filtered(RecordsOf(block), keepLocation);
        if (records.Length == 0)
        {
            return [];
        }

        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, records.Length);
        return [.. "Photoshop 3.0\08BIM"u8, 0x04, 0x04, 0, 0, .. length, .. records, .. new byte[records.Length & 1]];
    }

    private static ReadOnlySpan<byte> RecordsOf(ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<byte> title = "Photoshop 3.0\0"u8;
        if (!block.StartsWith(title) && !block.StartsWith("8BIM"u8))
        {
            return block;
        }

        // Resources: 8BIM, number, name of even length with its own, length, bytes of even length.
        for (int at = block.StartsWith(title) ? title.Length : 0; at + 12 <= block.Length
            && block[at..].StartsWith("8BIM"u8);)
        {
            int name = (block[at + 6] + 2) & ~1, from = at + 6 + name + 4;
            if (from > block.Length)
            {
                break;
            }

            int length = BinaryPrimitives.ReadInt32BigEndian(block[(from - 4)..]);
            if (length < 0 || length > block.Length - from)
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt16BigEndian(block[(at + 4)..]) == Records)
            {
                return block.Slice(from, length);
            }

            at = from + length + (length & 1);
        }

        return [];
    }

    private static byte[] Filtered(ReadOnlySpan<byte> records, bool keepLocation)
    {
        List<byte> kept = [];
        while (records.Length >= 5 && records[0] == Marker)
        {
            // Lengths from 32,768 on are written in another way, which nothing that is handed on needs.
            int length = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            if (length > short.MaxValue || 5 + length > records.Length)
            {
                break;
            }

            if (keepLocation || records[1] != 2 || !_places.Contains(records[2]))
            {
                kept.AddRange(records[..(5 + length)]);
            }

            records = records[(5 + length)..];
        }

        return [.. kept];
    }
}
