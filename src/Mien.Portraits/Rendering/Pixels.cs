using System.Numerics;

namespace Mien.Portraits.Rendering;

/// <summary>Where finished pixels go.</summary>
internal interface IPixels
{
    /// <param name="index">Number of the pixel, row by row.</param>
    /// <param name="linear">Its colour, linear RGB.</param>
    void Set(int index, Vector3 linear);
}

/// <summary>8-bit sRGB.</summary>
internal readonly ref struct BytePixels(Span<byte> rgb) : IPixels
{
    private readonly Span<byte> _rgb = rgb;

    public void Set(int index, Vector3 linear)
    {
        Span<byte> p = _rgb.Slice(index * 3, 3);
        p[0] = Round(linear.X);
        p[1] = Round(linear.Y);
        p[2] = Round(linear.Z);
    }

    private static byte Round(float v) => (byte)((Encoding.ToSrgb(v) * 255f) + 0.5f);
}

/// <summary>sRGB from -1 (black) to 1.</summary>
internal readonly ref struct FloatPixels(Span<float> rgb) : IPixels
{
    private readonly Span<float> _rgb = rgb;

    public void Set(int index, Vector3 linear)
    {
        Span<float> p = _rgb.Slice(index * 3, 3);
        p[0] = (Encoding.ToSrgb(linear.X) * 2f) - 1f;
        p[1] = (Encoding.ToSrgb(linear.Y) * 2f) - 1f;
        p[2] = (Encoding.ToSrgb(linear.Z) * 2f) - 1f;
    }
}
