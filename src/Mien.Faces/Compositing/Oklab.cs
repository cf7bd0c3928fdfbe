using MathNet.Numerics.LinearAlgebra;

namespace Mien.Faces.Compositing;

/// <summary>sRGB levels to Oklab and back (Ottosson, "A perceptual color space for image processing", 2020).</summary>
internal static class Oklab
{
    private static readonly float[] _linear = [.. Enumerable.Range(0, 256).Select(i => Linear(i / 255.0))];

    public static Vector<double> Of(double red, double green, double blue)
    {
        double r = Linear(red / 255), g = Linear(green / 255), b = Linear(blue / 255);
        double l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        double m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        double s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return Vector<double>.Build.DenseOfArray(
        [
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s),
        ]);
    }

    /// <summary>Levels of one pixel, moved by an affine map of Oklab given as [3, 4].</summary>
    public static (float Red, float Green, float Blue) Moved(byte red, byte green, byte blue, ReadOnlySpan<float> map)
    {
        float r = _linear[red], g = _linear[green], b = _linear[blue];
        float l = MathF.Cbrt((0.4122214708f * r) + (0.5363325363f * g) + (0.0514459929f * b));
        float m = MathF.Cbrt((0.2119034982f * r) + (0.6806995451f * g) + (0.1073969566f * b));
        float s = MathF.Cbrt((0.0883024619f * r) + (0.2817188376f * g) + (0.6299787005f * b));
        float x = (0.2104542553f * l) + (0.7936177850f * m) - (0.0040720468f * s);
        float y = (1.9779984951f * l) - (2.4285922050f * m) + (0.4505937099f * s);
        float z = (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s);
        float u = (map[0] * x) + (map[1] * y) + (map[2] * z) + map[3];
        float v = (map[4] * x) + (map[5] * y) + (map[6] * z) + map[7];
        float w = (map[8] * x) + (map[9] * y) + (map[10] * z) + map[11];
        l = u + (0.3963377774f * v) + (0.2158037573f * w);
        m = u - (0.1055613458f * v) - (0.0638541728f * w);
        s = u - (0.0894841775f * v) - (1.2914855480f * w);
        (l, m, s) = (l * l * l, m * m * m, s * s * s);
        return (
            Level((4.0767416621f * l) - (3.3077115913f * m) + (0.2309699292f * s)),
            Level((-1.2684380046f * l) + (2.6097574011f * m) - (0.3413193965f * s)),
            Level((-0.0041960863f * l) - (0.7034186147f * m) + (1.7076147010f * s)));
    }

    private static float Linear(double v) => (float)(v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4));

    private static float Level(float v)
        => 255 * (v <= 0.0031308f ? Math.Max(v, 0) * 12.92f : (1.055f * MathF.Pow(Math.Min(v, 1), 1 / 2.4f)) - 0.055f);
}
