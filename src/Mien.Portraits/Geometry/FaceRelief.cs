using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>The average face as a relief on the skull: brow ridge, sockets, nose, lips, chin.</summary>
internal static class FaceRelief
{
    private static readonly Profile _ridge = new(
        (-5.35f, 0f), (-5.0f, 0.28f), (-4.7f, 1.2f), (-4.35f, 1.95f), (-3.9f, 2.2f), (-3.4f, 2.08f), (-2.5f, 1.68f),
        (-1f, 1.0f), (0.4f, 0.38f), (1.6f, 0f));
    private static readonly Profile _ridgeWidth = new(
        (-5f, 0.95f), (-4.2f, 1.0f), (-3.4f, 0.92f), (-2.5f, 0.82f), (-1f, 0.80f), (0.4f, 0.95f), (1.6f, 1.2f));
    private static readonly Profile _upperLip = new(
        (0f, 0f), (0.28f, 0.34f), (0.72f, 0.30f), (1.0f, 0.12f), (1.6f, 0f));
    private static readonly Profile _lowerLip = new(
        (0f, 0f), (0.42f, 0.36f), (0.95f, 0.16f), (1.55f, -0.2f), (2.2f, -0.1f), (3f, 0f));

    /// <summary>How far the skin at a point of the skull stands out towards the viewer, cm.</summary>
    public static float Depth(Vector3 p, bool upperLip)
    {
        float x = Math.Abs(p.X), y = p.Y;
        float z = 0.42f * Bell(x - 2.8f, 1.7f) * Bell(y - 2.0f, 0.75f);
        z += 0.12f * Bell(x, 1f) * Bell(y - 1.7f, 0.8f);
        z -= 1.1f * Bell(x - 3.1f, 1.5f) * Bell(y, 0.95f);
        z -= 0.75f * Bell(x - 1.75f, 0.6f) * Bell(y, 0.7f);
        z += Nose(p);
        z += 0.3f * Bell(x - 4.7f, 1.5f) * Bell(y + 2.2f, 1.2f);
        z -= 0.12f * Bell(x - 4.6f, 1.2f) * Bell(y + 6f, 1.6f);
        z += 0.3f * Bell(x, 2.3f) * Bell(y - SkullSections.Mouth, 1.7f);
        z += 0.42f * Bell(x, 1.5f) * Bell(y + 10.2f, 0.85f);
        z -= 0.1f * Bell(x, 0.28f) * Step(-5f, -5.5f, y) * Step(-6.3f, -5.9f, y);

        float s = x / RestPoint.MouthHalfWidth;
        float taper = s < 1f ? MathF.Pow(1f - (s * s), 0.6f) : 0f;
        float d = y - SkullSections.Mouth;
        z += taper * (upperLip ? _upperLip.At(d) : _lowerLip.At(-d));
        z -= 0.16f * Bell(x - RestPoint.MouthHalfWidth - 0.1f, 0.35f) * Bell(d, 0.35f);
        return z;
    }

    /// <summary>The nose's part of the relief.</summary>
    public static float Nose(Vector3 p)
    {
        float x = Math.Abs(p.X), y = p.Y;
        float z = _ridge.At(y) * Across(x, y);
        z += 0.85f * MathF.Exp(-MathF.Pow(Math.Abs(x - 1.12f) / 0.62f, 2.6f)) * Wing(y);
        z -= 0.35f * Bell(x - 0.62f, 0.26f) * Bell(y + 4.72f, 0.16f);
        return z;
    }

    /// <summary>The ridge's cross-section, 1 in the middle of the face.</summary>
    public static float Across(float x, float y) => MathF.Exp(-0.9f * MathF.Pow(Math.Abs(x) / _ridgeWidth.At(y), 2.2f));

    public static float Ridge(float y) => _ridge.At(y) / 2.2f;

    private static float Wing(float y) => Step(-4.95f, -4.55f, y) * Step(-3.3f, -4.0f, y);
}
