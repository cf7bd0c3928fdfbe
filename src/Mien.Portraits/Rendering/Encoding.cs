using System.Numerics;

namespace Mien.Portraits.Rendering;

/// <summary>From linear light to what a picture file holds.</summary>
internal static class Encoding
{
    private static readonly float[] _srgb = [.. Enumerable.Range(0, 4097).Select(i => Srgb(i / 4096f))];

    /// <summary>Rolls off above 0.7, so that highlights do not burn out hard.</summary>
    public static Vector3 Expose(Vector3 c) => new(Shoulder(c.X), Shoulder(c.Y), Shoulder(c.Z));

    /// <summary>sRGB in [0, 1] of linear light in [0, 1].</summary>
    public static float ToSrgb(float v)
    {
        float at = Math.Clamp(v, 0f, 1f) * 4096f;
        int i = Math.Min((int)at, 4095);
        return _srgb[i] + ((_srgb[i + 1] - _srgb[i]) * (at - i));
    }

    private static float Shoulder(float v)
    {
        const float Knee = 0.7f;
        if (v <= Knee) return v;
        float over = (v - Knee) / (1f - Knee);
        return Knee + ((1f - Knee) * over / (1f + over));
    }

    private static float Srgb(float v) => v <= 0.0031308f ? 12.92f * v : (1.055f * MathF.Pow(v, 1f / 2.4f)) - 0.055f;
}
