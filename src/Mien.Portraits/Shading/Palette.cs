using System.Numerics;

namespace Mien.Portraits.Shading;

/// <summary>Colours, linear RGB, written down as sRGB.</summary>
internal static class Palette
{
    private static readonly Vector3[] _skin = [Srgb(0.965f, 0.815f, 0.735f), Srgb(0.90f, 0.70f, 0.58f), Srgb(
        0.69f, 0.475f, 0.355f), Srgb(0.47f, 0.315f, 0.24f)];
    private static readonly Vector3[] _hair = [Srgb(0.88f, 0.74f, 0.50f), Srgb(0.60f, 0.43f, 0.26f),
        Srgb(0.33f, 0.21f, 0.13f), Srgb(0.13f, 0.095f, 0.075f)];
    private static readonly Vector3[] _iris = [Srgb(0.28f, 0.16f, 0.08f), Srgb(0.47f, 0.33f, 0.15f),
        Srgb(0.36f, 0.46f, 0.28f), Srgb(0.45f, 0.52f, 0.55f), Srgb(0.30f, 0.50f, 0.72f)];

    public static Vector3 Skin(Identity id)
    {
        Vector3 tone = Along(_skin, id.Melanin);
        return tone * Vector3.Lerp(new(0.97f, 1.01f, 1.0f), new(1.03f, 0.90f, 0.88f), id.Redness);
    }

    public static Vector3 Hair(Identity id)
    {
        Vector3 tone = Along(_hair, id.HairDarkness);
        Vector3 red = Vector3.Lerp(Srgb(0.80f, 0.42f, 0.20f), Srgb(0.22f, 0.09f, 0.06f), id.HairDarkness);
        tone = Vector3.Lerp(tone, red, 0.8f * id.HairRedness * (1f - (0.6f * id.HairDarkness)));
        return Vector3.Lerp(tone, Srgb(0.78f, 0.77f, 0.76f), 0.9f * id.HairGrey);
    }

    public static Vector3 Iris(Identity id) => Along(_iris, id.EyeColour);

    /// <summary>Hue, saturation and lightness, each in [0, 1].</summary>
    public static Vector3 Hsl(float h, float s, float l)
    {
        float a = s * Math.Min(l, 1f - l);
        return Srgb(Channel(0f), Channel(8f), Channel(4f));

        float Channel(float n)
        {
            float k = (n + (h * 12f)) % 12f;
            return l - (a * Math.Max(-1f, Math.Min(Math.Min(k - 3f, 9f - k), 1f)));
        }
    }

    public static Vector3 Srgb(float r, float g, float b) => new(Linear(r), Linear(g), Linear(b));

    private static float Linear(float v) => v <= 0.04045f ? v / 12.92f : MathF.Pow((v + 0.055f) / 1.055f, 2.4f);

    private static Vector3 Along(Vector3[] stops, float t)
    {
        float at = Math.Clamp(t, 0f, 1f) * (stops.Length - 1);
        int i = Math.Min((int)at, stops.Length - 2);
        return Vector3.Lerp(stops[i], stops[i + 1], at - i);
    }
}
