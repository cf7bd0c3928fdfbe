using System.Buffers.Binary;
using System.Text;

namespace Mien.Faces.Tests;

/// <summary>
/// The smallest colour profile of an RGB device: three primaries and one gamma (ICC.1:2001-04, 6.3.4.2).
/// </summary>
internal static class IccFile
{
    /// <summary>The primaries of Display P3, adapted to D50, with a gamma of 2.2.</summary>
    public static byte[] Wide()
        => Of(2.2, [0.5151, 0.2412, -0.0011], [0.2920, 0.6922, 0.0419], [0.1571, 0.0666, 0.7841]);

    private static byte[] Of(double gamma, double[] red, double[] green, double[] blue)
    {
        List<(string Name, byte[] Data)> tags =
        [
            ("wtpt", Xyz([0.9642, 1.0, 0.8249])), ("rXYZ", Xyz(red)), ("gXYZ", Xyz(green)), ("bXYZ", Xyz(blue)),
            ("rTRC", Curve(gamma)), ("gTRC", Curve(gamma)), ("bTRC", Curve(gamma)),
        ];
        int offset = 128 + 4 + (12 * tags.Count);
        byte[] profile = new byte[offset + tags.Sum(tag => tag.Data.Length)];
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(8), 0x02400000);
        Encoding.ASCII.GetBytes("mntrRGB XYZ ").CopyTo(profile, 12);
        Encoding.ASCII.GetBytes("acsp").CopyTo(profile, 36);
        Xyz([0.9642, 1.0, 0.8249]).AsSpan(8).CopyTo(profile.AsSpan(68));
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(128), tags.Count);
        for (int i = 0; i < tags.Count; i++)
        {
            Span<byte> entry = profile.AsSpan(132 + (12 * i), 12);
            Encoding.ASCII.GetBytes(tags[i].Name).CopyTo(entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], offset);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], tags[i].Data.Length);
            tags[i].Data.CopyTo(profile, offset);
            offset += tags[i].Data.Length;
        }

        return profile;
    }

    private static byte[] Xyz(double[] values)
    {
        byte[] tag = [.. Encoding.ASCII.GetBytes("XYZ \0\0\0\0"), .. new byte[12]];
        for (int i = 0; i < 3; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(8 + (4 * i)), (int)Math.Round(values[i] * 65536));
        }

        return tag;
    }

    // One number in 8.8 fixed point; two bytes to fill up four.
    private static byte[] Curve(double gamma)
    {
        int fixedPoint = (int)Math.Round(gamma * 256);
        return [.. Encoding.ASCII.GetBytes("curv\0\0\0\0"), 0, 0, 0, 1, (byte)(fixedPoint >> 8), (byte)fixedPoint, 0,
            0];
    }
}
