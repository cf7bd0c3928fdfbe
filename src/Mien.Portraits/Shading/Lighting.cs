using System.Numerics;

namespace Mien.Portraits.Shading;

/// <summary>One key light, light from all around, and how surfaces answer.</summary>
internal readonly struct Lighting
{
    private readonly Vector3 _key;
    private readonly Vector3 _keyColour;
    private readonly Vector3 _sky;
    private readonly Vector3 _ground;
    private readonly Vector3 _rim;

    public Lighting(Scene scene, Vector3 background)
    {
        const float Degree = MathF.PI / 180f;
        float azimuth = scene.LightAzimuth * Degree, elevation = scene.LightElevation * Degree;
        _key = new(
            MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation), MathF.Cos(azimuth) * MathF.Cos(elevation));
        float exposure = MathF.Pow(2f, 0.5f * scene.Exposure);
        Vector3 warm = scene.LightWarmth >= 0f
            ? Vector3.Lerp(Vector3.One, new(1.10f, 0.97f, 0.80f), scene.LightWarmth)
            : Vector3.Lerp(Vector3.One, new(0.90f, 0.98f, 1.14f), -scene.LightWarmth);
        _keyColour = exposure * (0.55f + (0.5f * scene.LightContrast)) * warm;
        float fill = exposure * (0.62f - (0.36f * scene.LightContrast));
        _sky = fill * (new Vector3(0.95f, 0.99f, 1.05f) + (0.2f * background));
        _ground = fill * 0.6f * (new Vector3(1.02f, 0.96f, 0.90f) + (0.2f * background));
        _rim = exposure * 0.16f * (new Vector3(0.4f) + background);
    }

    public Vector3 Key => _key;

    public Vector3 KeyColour => _keyColour;

    public Vector3 Ambient(Vector3 n) => Vector3.Lerp(_ground, _sky, (0.5f * n.Y) + 0.5f);

    /// <summary>
    /// Matte surfaces; <paramref name="wrap"/> lets light creep around the edge, per channel, as it does under skin.
    /// </summary>
    public Vector3 Diffuse(Vector3 n, Vector3 wrap, float open)
    {
        Vector3 d = Vector3.Max(Vector3.Zero, (new Vector3(Vector3.Dot(n, _key)) + wrap) / (Vector3.One + wrap));
        return (d * _keyColour * ((0.4f * open) + 0.6f)) + (Ambient(n) * open);
    }

    /// <summary>Highlight of the key light.</summary>
    public Vector3 Gloss(Vector3 n, Vector3 view, float power)
    {
        float nh = Vector3.Dot(n, Vector3.Normalize(_key + view));
        return nh <= 0f ? Vector3.Zero : MathF.Pow(nh, power) * _keyColour;
    }

    /// <summary>The two highlights of skin, a wide and a narrow one: powers 16 and 64.</summary>
    public Vector3 Sheen(Vector3 n, Vector3 view)
    {
        float p = Math.Max(0f, Vector3.Dot(n, Vector3.Normalize(_key + view)));
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        float narrow = p * p;
        return ((0.085f * p) + (0.05f * narrow * narrow)) * _keyColour;
    }

    /// <summary>Light from behind at grazing angles.</summary>
    public Vector3 Rim(Vector3 n, Vector3 view)
    {
        float f = 1f - Math.Max(0f, Vector3.Dot(n, view));
        f *= f;
        return f * f * _rim;
    }
}
