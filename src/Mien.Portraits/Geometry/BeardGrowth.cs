using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>Where a beard grows.</summary>
internal static class BeardGrowth
{
    /// <summary>The beard's upper border against the distance to the middle of the face, cm.</summary>
    private static readonly Profile _border = new(
        (0f, -8.0f), (1.2f, -8.1f), (2.3f, -7.1f), (3.2f, -6.5f), (4.6f, -5.9f), (5.6f, -4.8f), (6.3f, -3.2f),
        (6.8f, -1.2f), (7.1f, 0.4f));

    /// <summary>
    /// 0 to 1, from the distance to the middle of the face, the height and the depth on the skull, cm.
    /// </summary>
    public static float At(float ax, float y, float z)
    {
        if (y > 0.5f || z < -0.5f) return 0f;
        float border = _border.At(ax);
        float beard = Step(border + 0.35f, border - 0.6f, y) * Step(-0.4f, 1.2f, z);
        float moustache = Step(-5.25f, -5.6f, y + (0.14f * ax)) * Step(3.5f, 2.9f, ax) * Step(-7.9f, -7.2f, y);
        float s = ax / (RestPoint.MouthHalfWidth + 0.1f);
        float d = Math.Abs(y - SkullSections.Mouth);
        float clear = s < 1f ? Step(0.8f, 1.15f, d / (MathF.Sqrt(1f - (s * s)) + 0.05f)) : 1f;
        return Math.Max(beard, moustache) * clear;
    }
}
