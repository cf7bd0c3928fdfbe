using System.Numerics;

namespace Mien.Portraits.Shading;

/// <summary>What lies behind: a soft gradient with mottles, as a wall out of focus.</summary>
internal sealed class Backdrop
{
    private const int Mottles = 6;
    private readonly Vector3 _left;
    private readonly Vector3 _right;
    private readonly (Vector2 At, float Size, Vector3 Colour)[] _mottles = new (Vector2, float, Vector3)[Mottles];
    private readonly int _count;
    private readonly float _strength;

    public Backdrop(Scene scene)
    {
        float lightness = 0.10f + (0.78f * scene.BackgroundLightness);
        Mean = Colour(scene.BackgroundHue, lightness);
        float slope = 0.35f * scene.BackgroundGradient;
        (_left, _right) = (Mean * (1f - slope), Mean * (1f + slope));
        int seed = (int)(scene.BackgroundSeed * 65536f);
        for (int i = 0; i < Mottles; i++)
        {
            Vector2 at = new(
                (ValueNoise.Cell(seed, (8 * i) + 1) - 0.5f) * 44f, (ValueNoise.Cell(seed, (8 * i) + 2) - 0.5f) * 40f);
            float hue = scene.BackgroundHue + ((ValueNoise.Cell(seed, (8 * i) + 3) - 0.5f) * 0.35f) + 1f;
            float light = Math.Clamp(lightness + ((ValueNoise.Cell(seed, (8 * i) + 4) - 0.5f) * 0.7f), 0.03f, 0.95f);
            _mottles[i] = (at, 3f + (5f * ValueNoise.Cell(seed, (8 * i) + 5)), Colour(hue % 1f, light));
        }

        _strength = 0.8f * scene.BackgroundBlobs;
        _count = scene.BackgroundBlobs > 0f ? Mottles : 0;

        Vector3 Colour(float hue, float light) => Palette.Hsl(hue, 0.5f * scene.BackgroundSaturation, light);
    }

    /// <summary>The colour on the whole, which also tints the light.</summary>
    public Vector3 Mean { get; }

    /// <summary>The colour behind a point of the projection plane, cm, y down.</summary>
    public Vector3 At(Vector2 p)
    {
        Vector3 colour = Vector3.Lerp(_left, _right, Math.Clamp((p.X / 40f) + 0.5f, 0f, 1f));
        for (int i = 0; i < _count; i++)
        {
            float d = (p - _mottles[i].At).Length() / _mottles[i].Size;
            if (d >= 1.4f) continue;
            colour = Vector3.Lerp(colour, _mottles[i].Colour, _strength * Geometry.Curves.Step(1.4f, 0.6f, d));
        }

        return Vector3.Max(colour * (1f - (0.0005f * p.LengthSquared())), Vector3.Zero);
    }
}
