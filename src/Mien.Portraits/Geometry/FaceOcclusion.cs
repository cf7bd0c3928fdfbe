using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>
/// How much of the light from all around reaches the skin: less in the sockets, under the nose, between the lips.
/// </summary>
internal static class FaceOcclusion
{
    /// <summary>1 in the open, towards 0 in hollows.</summary>
    public static float At(Vector3 p)
    {
        if (p.Z < 0f) return 1f;
        float x = Math.Abs(p.X), y = p.Y;
        float open = 1f;
        open -= 0.30f * Bell(x - 1.75f, 0.55f) * Bell(y - 0.1f, 0.7f);
        open -= 0.18f * Bell(x - 3.1f, 1.5f) * Bell(y - 1.0f, 0.45f);
        open -= 0.22f * Bell(x - 1.95f, 0.32f) * Bell(y + 4.3f, 0.6f);
        open -= 0.45f * Bell(x, 1.1f) * Bell(y + 5.05f, 0.25f);
        open -= 0.35f * Bell(x - 2.7f, 0.3f) * Bell(y + 6.8f, 0.22f);
        open -= 0.22f * Bell(x, 1.5f) * Bell(y + 8.35f, 0.35f);
        return Math.Max(0.1f, open);
    }
}
