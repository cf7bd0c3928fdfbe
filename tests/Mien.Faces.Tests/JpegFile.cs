using System.Text;

namespace Mien.Faces.Tests;

/// <summary>JPEG files with metadata put in behind the start marker.</summary>
internal static class JpegFile
{
    public static byte[] WithOrientation(byte[] jpeg, int orientation) => WithSegment(jpeg, 0xE1,
    [
        .. Encoding.ASCII.GetBytes("Exif\0\0MM\0*"), 0, 0, 0, 8,
        0, 1, .. Entry(0x0112, 3, 1, [0, (byte)orientation, 0, 0]),
        0, 0, 0, 0,
    ]);

    public static byte[] WithSegment(byte[] jpeg, byte marker, byte[] content)
    {
        int length = content.Length + 2;
        return [0xFF, 0xD8, 0xFF, marker, (byte)(length >> 8), (byte)length, .. content, .. jpeg[2..]];
    }

    /// <summary>One entry of an EXIF directory, most significant byte first.</summary>
    public static byte[] Entry(int tag, int type, int count, byte[] value) =>
        [(byte)(tag >> 8), (byte)tag, 0, (byte)type, 0, 0, (byte)(count >> 8), (byte)count, .. value];
}
