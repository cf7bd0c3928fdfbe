using System.Buffers.Binary;

namespace Mien.Faces.Images.Metadata;

/// <summary>One value of an EXIF directory (CIPA DC-008, 4.6.2).</summary>
/// <param name="Tag">What it is.</param>
/// <param name="Type">1 to 13, see <see cref="ExifFile.SizeOf"/>.</param>
/// <param name="Value">Its bytes in the file's order; a directory's place for one that points to it.</param>
internal readonly record struct ExifEntry(ushort Tag, ushort Type, byte[] Value);

/// <summary>
/// The bytes of an EXIF block, which is a TIFF file without pictures: directories of entries, in either byte order.
/// </summary>
internal sealed class ExifFile
{
    private const uint Header = 8;
    private const int EntryLength = 12, MostEntries = 1000;
    private static readonly int[] _sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
    private readonly byte[] _bytes;
    private readonly bool _little;

    private ExifFile(byte[] bytes, bool little) => (_bytes, _little) = (bytes, little);

    /// <summary>Where the main directory begins.</summary>
    public uint Main => Number(4);

    /// <summary>The block, with or without <c>Exif</c> in front; null if it is none.</summary>
    public static ExifFile? Parse(byte[] block)
    {
        byte[] bytes = block.AsSpan().StartsWith("Exif\0\0"u8) ? block[6..] : block;
        return bytes.Length < Header ? null
            : bytes.AsSpan().StartsWith("II*\0"u8) ? new(bytes, little: true)
            : bytes.AsSpan().StartsWith("MM\0*"u8) ? new(bytes, little: false) : null;
    }

    /// <summary>Bytes of one element of a type; 0 for an unknown type.</summary>
    public static int SizeOf(ushort type) => type < _sizes.Length ? _sizes[type] : 0;

    /// <summary>The entries of a directory, without those that lie outside the block.</summary>
    public IEnumerable<ExifEntry> Entries(uint directory)
    {
        if (directory < Header || directory + 2L > _bytes.Length)
        {
            yield break;
        }

        int count = Math.Min((int)Short((int)directory), MostEntries);
        for (int i = 0; i < count; i++)
        {
            long at = directory + 2L + (i * EntryLength);
            if (at + EntryLength > _bytes.Length)
            {
                yield break;
            }

            ushort type = Short((int)at + 2);
            long length = (long)SizeOf(type) * Number((int)at + 4), value = length <= 4 ? at + 8 : Number((int)at + 8);
            if (length > 0 && value + length <= _bytes.Length)
            {
                yield return new(Short((int)at), type, _bytes.AsSpan((int)value, (int)length).ToArray());
            }
        }
    }

    /// <summary>The number that an entry holds: the place of another directory.</summary>
    public uint Place(ExifEntry entry) => entry.Value.Length != 4 ? 0
        : _little ? BinaryPrimitives.ReadUInt32LittleEndian(entry.Value)
            : BinaryPrimitives.ReadUInt32BigEndian(entry.Value);

    /// <summary>A block with other directories in the same byte order, with <c>Exif</c> in front.</summary>
    /// <param name="main">The main directory.</param>
    /// <param name="parts">Directories that entries of the main one point to, by the tags of these entries.</param>
    public byte[] With(IEnumerable<ExifEntry> main, IReadOnlyDictionary<ushort, List<ExifEntry>> parts)
    {
        MemoryStream file = new();
        file.Write(_bytes, 0, 4);
        Write(file, Header);
        Dictionary<ushort, uint> places = [];
        // Directories that are pointed to come behind the main one, so their places are known only after it: lengths
        // first.
        List<ExifEntry> own = [.. main, .. parts.Keys.Select(tag => new ExifEntry(tag, 4, new byte[4]))];
        uint next = Header + (uint)LengthOf(own);
        foreach ((ushort tag, List<ExifEntry> part) in parts)
        {
            places[tag] = next;
            next += (uint)LengthOf(part);
        }

        WriteDirectory(file, own, places);
        foreach (List<ExifEntry> part in parts.Values)
        {
            WriteDirectory(file, part, []);
        }

        return [.. "Exif\0\0"u8, .. file.ToArray()];
    }

    private static int LengthOf(List<ExifEntry> entries)
        => 2 + (entries.Count * EntryLength) + 4 + entries.Sum(
            entry => entry.Value.Length > 4 ? entry.Value.Length + (entry.Value.Length & 1) : 0);

    private void WriteDirectory(MemoryStream file, List<ExifEntry> entries, Dictionary<ushort, uint> places)
    {
        uint values = (uint)file.Length + 2 + (uint)(entries.Count * EntryLength) + 4;
        Write(file, (ushort)entries.Count);
        using MemoryStream behind = new();
        foreach (ExifEntry entry in entries.OrderBy(entry => entry.Tag))
        {
            Write(file, entry.Tag);
            Write(file, entry.Type);
            Write(file, (uint)(entry.Value.Length / SizeOf(entry.Type)));
            if (places.TryGetValue(entry.Tag, out uint place))
            {
                Write(file, place);
            }
            else if (entry.Value.Length <= 4)
            {
                file.Write(entry.Value);
                file.Write(new byte[4 - entry.Value.Length]);
            }
            else
            {
                Write(file, values + (uint)behind.Length);
                behind.Write(entry.Value);
                behind.Write(new byte[entry.Value.Length & 1]);
            }
        }

        Write(file, 0u); // no further picture, so no thumbnail
        behind.WriteTo(file);
    }

    private ushort Short(int at)
        => _little ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at));

    private uint Number(int at)
        => _little ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at));

    private void Write(MemoryStream file, ushort value)
        => file.Write(_little ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value]);

    private void Write(MemoryStream file, uint value)
    {
        byte[] bytes = BitConverter.GetBytes(
            _little == BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
        file.Write(bytes);
    }
}
