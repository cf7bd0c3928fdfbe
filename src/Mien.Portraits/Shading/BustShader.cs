using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Shading;

/// <summary>Neck and clothes.</summary>
internal sealed class BustShader(Portrait portrait, Lighting light, SkinShader skin)
{
    private readonly Vector3 _cloth = Palette.Hsl(
        portrait.Scene.ClothesHue, 0.75f * portrait.Scene.ClothesSaturation,
        0.08f + (0.74f * portrait.Scene.ClothesLightness));
    private readonly float _deep = portrait.Scene.Neckline;

    public Vector3 Colour(Surface s)
    {
        float x = s.At.X, y = s.At.Y, z = s.At.Z;
        if (y > -14.6f) return skin.Neck(s, Lerp(0.42f, 1f, Step(-10.5f, -15.5f, y)));
        float front = Step(0f, 4f, z);
        float collar = -15.2f - (0.9f * front) - (front * _deep * 4.2f * MathF.Exp(-MathF.Abs(x) / (1.6f + _deep)));
        float above = y - collar;
        float shadow = Lerp(0.42f, 1f, Step(-10.5f, -15.5f, y));
        if (above > 0.1f) return skin.Neck(s, shadow * Lerp(0.7f, 1f, Step(0f, 0.7f, above)));
        float hem = 1f - (0.25f * Bell(above + 0.75f, 0.09f));
        float fold = 0.94f + (0.12f * ValueNoise.At(x * 0.5f, (y * 0.35f) + z));
        Vector3 lit = _cloth * hem * fold * light.Diffuse(
            s.Normal, new(0.15f), Lerp(0.7f, 1f, Step(0.2f, -1.5f, above)));
        Vector3 neck = above > -0.1f ? skin.Neck(s, 0.7f * shadow) : lit;
        return Vector3.Lerp(
            lit + (0.4f * light.Rim(s.Normal, s.View) * (new Vector3(0.2f) + _cloth)), neck, Step(-0.1f, 0.1f, above));
    }
}
