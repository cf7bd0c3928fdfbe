using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>
/// Where the skin differs from itself; the same for everybody, so it is worked out once for each vertex.
/// </summary>
internal static class SkinTint
{
    /// <summary>
    /// At a point of the skull, each from 0 to about 1: blood near the surface, shadow under the eyes, freckles, beard.
    /// </summary>
    public static Vector4 At(Vector3 p)
    {
        float ax = Math.Abs(p.X), y = p.Y;
        if (p.Z <= -1f) return default;
        float blush = (0.55f * Bell(ax - 4.1f, 1.5f) * Bell(y + 3.0f, 1.3f))
            + (0.5f * Bell(ax, 1.1f) * Bell(y + 4.1f, 0.7f)) + (0.25f * Bell(ax, 1.6f) * Bell(y + 10.3f, 0.8f));
        float shadow = Bell(ax - 2.7f, 1.1f) * Bell(y + 1.15f, 0.42f);
        float freckles = (Bell(ax - 2.6f, 2.2f) * Bell(y + 2.6f, 1.7f)) + (0.25f * Bell(y - 4f, 1.6f));
        float face = Step(0f, 2f, p.Z);
        return new(blush * face, shadow * face, freckles * face, BeardGrowth.At(ax, y, p.Z));
    }
}
