using System.Numerics;
using Mien.Portraits.Geometry;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Shading;

/// <summary>Eyeballs: white, iris, pupil, the shadow of the lids and the reflection of the light.</summary>
internal sealed class EyeShader(Portrait portrait, Lighting light, Matrix4x4 turn)
{
    private readonly Vector3 _gaze = EyeBall.Gaze(portrait.Expression);
    private readonly Vector3 _iris = Palette.Iris(portrait.Identity);
    private readonly float _radius = EyeBall.Radius(portrait.Identity);
    private readonly float[] _upper = [ExpressionDisplacements.Lid(portrait, -1f, true),
        ExpressionDisplacements.Lid(portrait, 1f, true)];
    private readonly Vector3 _view = Vector3.TransformNormal(Vector3.UnitZ, Matrix4x4.Transpose(turn));

    public Vector3 Colour(Surface s)
    {
        Vector3 d = Vector3.Normalize(new(s.At.X, s.At.Y, s.At.Z));
        float side = s.At.W < 0f ? -1f : 1f;
        float r = MathF.Sqrt(Math.Max(0f, 2f - (2f * Vector3.Dot(d, _gaze)))) * _radius;
        const float Iris = 0.70f;
        Vector3 white = Palette.Srgb(0.93f, 0.91f, 0.89f);
        float along = side * d.X * _radius / RestPoint.EyeHalfWidth;
        white = Vector3.Lerp(
            white, Palette.Srgb(0.84f, 0.55f, 0.50f),
            (0.75f * Step(-0.78f, -1.0f, along)) + (0.18f * Step(0.55f, 1f, Math.Abs(along))));
        Vector3 local = d - (Vector3.Dot(d, _gaze) * _gaze);
        float angle = MathF.Atan2(local.Y, local.X);
        float fibres = 0.75f + (0.5f * ValueNoise.At(angle * 6f, r * 3f));
        // The cornea gathers light on the side away from where it enters.
        float gather = 1f + (0.55f * Math.Clamp(-Vector3.Dot(local, light.Key) * 2.2f, -0.5f, 1f));
        Vector3 iris = _iris * fibres * gather * Lerp(1.25f, 0.35f, Step(0.42f, 0.70f, r));
        Vector3 colour = Vector3.Lerp(iris, white, Step(Iris - 0.05f, Iris + 0.04f, r));
        colour = Vector3.Lerp(new(0.006f), colour, Step(0.25f, 0.31f, r));

        float top = _upper[side < 0f ? 0 : 1] * Almond(along);
        float under = top - (d.Y * _radius);
        float open = Lerp(0.42f, 1f, Step(0f, 0.5f, under)) * (1f - (0.35f * Step(0.5f, 1.05f, Math.Abs(along))));
        Vector3 lit = colour * light.Diffuse(s.Normal, new(0.5f), open) * (0.55f + (0.45f * open));
        // The reflection sits on the cornea, which bulges out over the iris.
        Vector3 half = Vector3.Normalize(light.Key + s.View);
        Vector3 bulge = Vector3.Normalize(s.Normal + (0.55f * (s.Normal - Vector3.TransformNormal(_gaze, turn))));
        float glint = Step(
            0.981f, 0.991f, Vector3.Dot(Vector3.Normalize(Vector3.Lerp(s.Normal, bulge, Step(0.8f, 0.6f, r))), half));
        return lit + (glint * Step(0.0f, 0.12f, under) * 1.1f * light.KeyColour);
    }

    private static float Almond(float along) => ExpressionDisplacements.Almond(Math.Clamp(along, -1f, 1f), true);
}
