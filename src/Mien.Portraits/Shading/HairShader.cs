using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Shading;

/// <summary>Hair: strands along the sheet, with the two highlights that strands show (Kajiya and Kay 1989).</summary>
internal sealed class HairShader(Portrait portrait, Lighting light, Matrix4x4 turn, float density)
{
    private readonly Identity _id = portrait.Identity;
    private readonly Vector3 _hair = Palette.Hair(portrait.Identity);
    private readonly Vector3 _down = Vector3.TransformNormal(-Vector3.UnitY, turn);

    public Vector3 Colour(Surface s)
    {
        float angle = s.At.X, t = s.At.Y;
        float around = (angle * 8f) + (_id.HairWave * 0.8f * MathF.Sin((t * 22f) + (3f * MathF.Sin(angle * 5f))));
        float coarse = ValueNoise.At(around * 1.6f, t * 3f);
        float strands = Lerp(0.5f, ValueNoise.At(around * 6f, t * 5f), Fine(6f));
        float hairs = Lerp(0.5f, ValueNoise.At(around * 17f, t * 9f), Fine(17f));
        float tone = 0.55f + (0.35f * coarse) + (0.35f * strands) + (0.3f * hairs);
        Vector3 colour = _hair * tone;

        Vector3 tangent = _down - (Vector3.Dot(_down, s.Normal) * s.Normal);
        float length = tangent.Length();
        float crown = Step(0f, 0.08f, t);
        if (length < 1e-3f) return colour * light.Diffuse(s.Normal, new(0.3f), 0.9f);
        tangent = Vector3.Normalize(
            (tangent / length) + (0.28f * (coarse - 0.5f + ((strands - 0.5f) * 0.5f)) * s.Normal));
        Vector3 half = Vector3.Normalize(light.Key + s.View);
        float th = Vector3.Dot(tangent, half);
        float sine2 = Math.Max(0f, 1f - (th * th)); // the square of the sine
        float wide = sine2 * sine2;
        wide *= wide; // power 8 of the sine
        float narrow = wide * wide;
        narrow *= narrow * narrow * narrow; // power 64
        float facing = Step(-0.2f, 0.5f, Vector3.Dot(s.Normal, light.Key));
        float gloss = (0.10f * narrow) + (0.06f * wide * MathF.Sqrt(wide));
        float open = 0.75f + (0.25f * Step(-0.2f, 0.6f, s.Normal.Y)) - (0.25f * Step(0.75f, 1f, t) * _id.HairLength);
        Vector3 lit = colour * light.Diffuse(s.Normal, new(0.25f), open);
        lit += crown * facing * gloss * (0.5f + strands) * light.KeyColour * (new Vector3(0.35f) + (_hair * 1.6f));
        return lit + (0.5f * light.Rim(s.Normal, s.View) * (new Vector3(0.2f) + colour));
    }

    private float Fine(float frequency) => Math.Clamp((density / (2f * frequency)) - 0.2f, 0f, 1f);
}
