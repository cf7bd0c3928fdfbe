using System.Buffers.Binary;
using System.Text;

namespace Mien.Faces.Films;

/// <summary>
/// Uncompressed frames with their times as a stream that ffmpeg reads from a pipe: Matroska (RFC 9559), one cluster a
/// frame, times in microseconds. A plain stream of pixels would have one rate for all.
/// </summary>
internal sealed class RawMatroska
{
    private readonly Stream _to;
    private readonly int _frame;

    public RawMatroska(Stream to, int width, int height)
    {
        (_to, _frame) = (to, width * height * 3);
        Write(Element(
            0x1A45DFA3, Number(0x4286, 1), Number(0x42F7, 1), Number(0x42F2, 4), Number(0x42F3, 8),
            Text(0x4282, "matroska"), Number(0x4287, 4), Number(0x4285, 2)));
        Write([0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]); // a segment of unknown size
        Write(Element(0x1549A966, Number(0x2AD7B1, 1000), Text(0x4D80, "mien"), Text(0x5741, "mien")));
        Write(Element(0x1654AE6B, Element(0xAE, Number(0xD7, 1), Number(0x73C5, 1), Number(0x83, 1), Text(0x86, "V_UNCOMPRESSED"),
            Element(
                0xE0, Number(0xB0, (ulong)width), Number(0xBA, (ulong)height),
                Element(0x2EB524, "RGB\x18"u8.ToArray())))));
    }

    /// <param name="microseconds">When the frame is shown.</param>
    /// <param name="pixels">[H, W, 3].</param>
    public void Add(long microseconds, ReadOnlySpan<byte> pixels)
    {
        byte[] time = Number(0xE7, (ulong)microseconds);
        // track 1, no offset to the cluster's time, a key frame
        byte[] block = [.. Id(0xA3), .. Size(_frame + 4), 0x81, 0, 0, 0x80];
        Write([.. Id(0x1F43B675), .. Size(time.Length + block.Length + _frame), .. time, .. block]);
        _to.Write(pixels);
    }

    private void Write(byte[] bytes) => _to.Write(bytes);

    private static byte[] Element(uint id, params byte[][] content)
    {
        byte[] all = [.. content.SelectMany(part => part)];
        return [.. Id(id), .. Size(all.Length), .. all];
    }

    private static byte[] Number(uint id, ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Element(id, bytes);
    }

    private static byte[] Text(uint id, string value) => Element(id, Encoding.ASCII.GetBytes(value));

    private static byte[] Id(uint id)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
        return bytes[(id > 0xFFFFFF ? 0 : id > 0xFFFF ? 1 : id > 0xFF ? 2 : 3)..];
    }

    // Eight bytes, of which the first one says so.
    private static byte[] Size(long length)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, length | (1L << 56));
        return bytes;
    }
}
