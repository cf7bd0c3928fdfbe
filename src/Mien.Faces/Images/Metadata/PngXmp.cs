using System.Buffers.Binary;

namespace Mien.Faces.Images.Metadata;

/// <summary>
/// Puts an XMP packet into a PNG file as the standard has it, uncompressed international text (XMP specification part
/// 3, 1.1.5); libvips writes it compressed, where other programs do not find it.
/// </summary>
internal static class PngXmp
{
    private const int AfterHeader = 8 + 25; // signature, IHDR

    public static byte[] Insert(byte[] png, byte[] packet)
    {
        ReadOnlySpan<byte> keyword = "iTXtXML:com.adobe.xmp\0\0\0\0\0"u8;
        byte[] chunk = new byte[4 + keyword.Length + packet.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, keyword.Length - 4 + packet.Length);
        keyword.CopyTo(chunk.AsSpan(4));
        packet.CopyTo(chunk, 4 + keyword.Length);
        BinaryPrimitives.WriteUInt32BigEndian(
            chunk.AsSpan(chunk.Length - 4), Checksum(chunk.AsSpan(4, chunk.Length - 8)));
        return [.. png.AsSpan(0, AfterHeader), .. chunk, .. png.AsSpan(AfterHeader)];
    }

    // CRC-32 as PNG has it (its annex D).
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }
}
