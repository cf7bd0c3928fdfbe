using System.Buffers.Binary;
using System.Text;
using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Zip;

/// <summary>
/// The central directory of a zip archive (PKWARE APPNOTE 4.3). Reading it here rather than with <c>ZipArchive</c>
/// tells where stored entries lie, so that tensors are read straight from where they lie, and refuses archives that
/// lie.
/// </summary>
internal static class ZipDirectory
{
    private const uint EntrySignature = 0x02014B50;
    private const uint LocalSignature = 0x04034B50;
    private const uint EndSignature = 0x06054B50;
    private const uint End64Signature = 0x06064B50;
    private const uint Locator64Signature = 0x07064B50;
    private const int EndSize = 22;
    private const int EntrySize = 46;
    private const int LocalSize = 30;
    private const int MaxEntries = 100_000;

    /// <summary>Inflated entries may take this much together, and sixteen times the size of the file.</summary>
    private const long InflatedAllowance = 16 << 20;

    /// <summary>Every file in the archive, in the order of its directory.</summary>
    /// <exception cref="CheckpointException">The archive is damaged, encrypted, spread over several files, or a zip
    /// bomb.</exception>
    public static IReadOnlyList<ZipEntry> Read(ByteSource file)
    {
        (long start, long size, long count) = FindDirectory(file);
        if (count > MaxEntries || count * EntrySize > size)
        {
            throw file.Fault(start, $"the zip directory announces {count} entries in {size} bytes");
        }

        byte[] directory = new byte[file.Slice(start, size).Length];
        file.Read(start, directory);
        List<ZipEntry> entries = new((int)count);
        List<(long Start, long End)> ranges = new((int)count);
        long inflated = 0;
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            if (directory.Length - at < EntrySize || U32(directory, at) != EntrySignature)
            {
                throw file.Fault(start + at, "the zip directory is damaged");
            }

            Header header = ReadHeader(file, directory, at, start + at);
            at = header.Next;
            if (header.Name.EndsWith('/'))
            {
                continue; // a folder
            }

            long data = DataStart(file, header);
            ByteSource stored = file.Slice(data, header.CompressedSize);
            ranges.Add((data, data + header.CompressedSize));
            if (header.Method == 0 && header.Size != header.CompressedSize)
            {
                throw file.Fault(header.LocalOffset, $"the stored zip entry '{header.Name}' has two sizes");
            }

            inflated += header.Method == 0 ? 0 : header.Size;
            if (inflated > InflatedAllowance + (16 * file.Length) || header.Size > Array.MaxLength
                && header.Method != 0)
            {
                throw file.Fault(
                    header.LocalOffset, $"the zip entry '{header.Name}' inflates to {header.Size} bytes from {header.CompressedSize}");
            }

            entries.Add(
                new ZipEntry(header.Name, header.Method == 0 ? stored : new InflatedSource(stored, (int)header.Size)));
        }

        ranges.Sort();
        for (int i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].Start < ranges[i - 1].End)
            {
                throw file.Fault(ranges[i].Start, "two zip entries overlap");
            }
        }

        return entries;
    }

    private static Header ReadHeader(ByteSource file, byte[] directory, int at, long place)
    {
        int flags = U16(directory, at + 8);
        int method = U16(directory, at + 10);
        long compressed = U32(directory, at + 20);
        long size = U32(directory, at + 24);
        int nameLength = U16(directory, at + 28);
        int extraLength = U16(directory, at + 30);
        int commentLength = U16(directory, at + 32);
        long local = U32(directory, at + 42);
        int next = at + EntrySize + nameLength + extraLength + commentLength;
        if (next > directory.Length)
        {
            throw file.Fault(place, "the zip directory is damaged");
        }

        string name = Encoding.UTF8.GetString(directory, at + EntrySize, nameLength);
        if ((flags & 1) != 0)
        {
            throw file.Fault(place, $"the zip entry '{name}' is encrypted");
        }

        if (method is not 0 and not 8)
        {
            throw file.Fault(
                place, $"the zip entry '{name}' is compressed with method {method}; only stored and deflated ones are read");
        }

        ReadOnlySpan<byte> extra = directory.AsSpan(at + EntrySize + nameLength, extraLength);
        ReadZip64(extra, ref size, ref compressed, ref local);
        return size < 0 || compressed < 0 || local < 0
            ? throw file.Fault(place, $"the zip entry '{name}' has a negative size")
            : new Header(name, method, compressed, size, local, next);
    }

    /// <summary>Fields that are all ones stand in the extra field 1, in a fixed order (APPNOTE 4.5.3).</summary>
    private static void ReadZip64(ReadOnlySpan<byte> extra, ref long size, ref long compressed, ref long local)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            ReadOnlySpan<byte> field = extra.Slice(4, length);
            if (id == 1)
            {
                Widen(ref field, ref size);
                Widen(ref field, ref compressed);
                Widen(ref field, ref local);
            }

            extra = extra[(4 + length)..];
        }

        static void Widen(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value == uint.MaxValue && field.Length >= 8)
            {
                value = BinaryPrimitives.ReadInt64LittleEndian(field);
                field = field[8..];
            }
        }
    }

    private static long DataStart(ByteSource file, Header header)
    {
        Span<byte> local = stackalloc byte[LocalSize];
        file.Read(header.LocalOffset, local);
        return BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature
            ? throw file.Fault(
                header.LocalOffset, $"the zip entry '{header.Name}' does not start where the directory says")
            : header.LocalOffset + LocalSize + BinaryPrimitives.ReadUInt16LittleEndian(local[26..])
                + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
    }

    private static (long Start, long Size, long Count) FindDirectory(ByteSource file)
    {
        // The end record is followed by a comment of at most 65,535 bytes.
        int tailLength = (int)Math.Min(file.Length, EndSize + ushort.MaxValue);
        byte[] tail = new byte[tailLength];
        long tailStart = file.Length - tailLength;
        file.Read(tailStart, tail);
        int at = tailLength - EndSize;
        while (at >= 0 && (U32(tail, at) != EndSignature || at + EndSize + U16(tail, at + 20) != tailLength))
        {
            at--;
        }

        if (at < 0)
        {
            throw file.Fault(file.Length, "the zip archive has no end: the file is cut short or damaged");
        }

        long count = U16(tail, at + 10);
        long size = U32(tail, at + 12);
        long start = U32(tail, at + 16);
        bool wide = count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue;
        if (wide && at >= 20 && U32(tail, at - 20) == Locator64Signature)
        {
            Span<byte> end = stackalloc byte[56];
            long place = BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(at - 12));
            file.Read(place, end);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Signature)
            {
                throw file.Fault(place, "the zip archive's 64-bit end record is damaged");
            }

            count = BinaryPrimitives.ReadInt64LittleEndian(end[32..]);
            size = BinaryPrimitives.ReadInt64LittleEndian(end[40..]);
            start = BinaryPrimitives.ReadInt64LittleEndian(end[48..]);
        }

        return size < 0 || size > Array.MaxLength || count < 0
            ? throw file.Fault(tailStart + at, "the zip archive's end record is damaged")
            : (start, size, count);
    }

    private static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private sealed record Header(string Name, int Method, long CompressedSize, long Size, long LocalOffset, int Next);
}
