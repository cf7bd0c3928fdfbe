using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Mien.Faces.Tests;

/// <summary>PNG files byte by byte, for what the library does not write.</summary>
internal static class PngFile
{
    /// <param name="width">As declared.</param>
    /// <param name="height">As declared.</param>
    /// <param name="colourType">0 grey, 2 RGB, 6 RGB and alpha.</param>
    /// <param name="depth">8 or 16 bits.</param>
    /// <param name="rows">Each row with its filter byte in front; there may be fewer than declared.</param>
    /// <param name="profile">A colour profile to embed, or none.</param>
    public static byte[] Of(int width, int height, byte colourType, byte depth, byte[] rows, byte[]? profile = null)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colourType);
        byte[] named = profile is null ? [] : Chunk("iCCP", [(byte)'p', 0, 0, .. Packed(profile)]);
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header), .. named, .. Chunk(
            "IDAT", Packed(rows)), .. Chunk("IEND", [])];
    }

    /// <summary>The file without the chunks of one type.</summary>
    public static byte[] Without(string type, byte[] png)
    {
        List<byte> kept = [.. png[..8]];
        for (int at = 8; at < png.Length;)
        {
            int length = 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (Encoding.ASCII.GetString(png, at + 4, 4) != type)
            {
                kept.AddRange(png[at..(at + length)]);
            }

            at += length;
        }

        return [.. kept];
    }

    private static byte[] Packed(byte[] data)
    {
        MemoryStream packed = new();
        using (ZLibStream zip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(data);
        }

        return packed.ToArray();
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
