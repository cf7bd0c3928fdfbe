using System.Numerics;
using Mien.Portraits.Geometry;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Shading;

/// <summary>Teeth, gums, tongue and the dark behind them.</summary>
internal sealed class MouthShader(Lighting light)
{
    private static readonly Vector3 _tooth = Palette.Srgb(0.93f, 0.90f, 0.84f);
    private static readonly Vector3 _gum = Palette.Srgb(0.72f, 0.36f, 0.36f);
    private static readonly Profile _upperEdges = new(
        (0f, 0f), (0.86f, 1f), (1.52f, 2f), (2.22f, 3f), (2.9f, 4f), (3.8f, 5f));
    private static readonly Profile _lowerEdges = new(
        (0f, 0f), (0.55f, 1f), (1.12f, 2f), (1.78f, 3f), (2.5f, 4f), (3.6f, 5f));

    public Vector3 Dark { get; } = Palette.Srgb(0.16f, 0.05f, 0.05f) * 0.6f;

    public Vector3 Teeth(Surface s, bool upper)
    {
        float x = Math.Abs(s.At.X), height = s.At.Y;
        float at = (upper ? _upperEdges : _lowerEdges).At(x);
        float within = at - MathF.Floor(at);
        float gap = Math.Min(within, 1f - within);
        float gumLine = (upper ? 1.05f : 0.9f) - (0.25f * (1f - MathF.Sqrt(Math.Max(0f, 4f * gap * (1f - gap)))));
        Vector3 colour = _tooth * Lerp(0.72f, 1f, Step(0f, 0.16f, gap));
        float edge = 0.02f + (0.06f * Bell(gap, 0.1f));
        colour *= Lerp(0.75f, 1f, Step(0f, 0.12f, height - edge));
        colour = Vector3.Lerp(colour, _gum, Step(gumLine - 0.04f, gumLine + 0.04f, height));
        float open = (upper ? Lerp(1f, 0.5f, Step(0.5f, 1.6f, height)) : 0.72f) * Lerp(1f, 0.28f, Step(1.0f, 3.2f, x));
        return (colour * light.Diffuse(s.Normal, new(0.5f), open) * open)
            + (0.12f * open * light.Gloss(s.Normal, s.View, 40f));
    }

    public Vector3 Tongue(Surface s)
    {
        float open = Lerp(0.15f, 0.6f, Step(0f, 8f, s.At.Y));
        return (Palette.Srgb(0.70f, 0.33f, 0.33f) * light.Diffuse(s.Normal, new(0.5f), open) * open)
            + (0.05f * open * light.Gloss(s.Normal, s.View, 20f));
    }
}
