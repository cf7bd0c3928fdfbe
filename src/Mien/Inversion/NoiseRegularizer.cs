using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Inversion;

/// <summary>
/// Keeps optimised noise maps from carrying the picture (Karras et al. 2020, appendix D): at every scale down to 8 px,
/// the squared mean product of the map with itself shifted by one pixel; and after each step mean 0 and variance 1.
/// </summary>
internal static class NoiseRegularizer
{
    private const int SmallestScale = 8;

    /// <summary>The penalty of a map [H, W]: [].</summary>
    public static Tensor Penalty(Tensor map)
    {
        Tensor x = map.Reshape([1, map.Shape[^2], map.Shape[^1], 1]);
        Tensor penalty = AtScale(x);
        while (x.Shape[1] > SmallestScale)
        {
            // Averaging four N(0, 1) numbers halves their deviation; times 2 brings it back.
            x = x.Resize(x.Shape[1] / 2, x.Shape[2] / 2, Interpolation.Area).Times(2);
            penalty = penalty.Plus(AtScale(x));
        }

        return penalty;
    }

    /// <summary>Brings a map to mean 0 and variance 1.</summary>
    public static void Normalize(Tensor map)
    {
        Span<float> values = map.WritableSpan;
        double mean = 0, squares = 0;
        foreach (float value in values)
        {
            mean += value;
            squares += (double)value * value;
        }

        mean /= values.Length;
        double scale = 1 / Math.Sqrt(Math.Max(1e-20, (squares / values.Length) - (mean * mean)));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((values[i] - mean) * scale);
        }
    }

    private static Tensor AtScale(Tensor x) => Correlation(x, 1).Square().Plus(Correlation(x, 2).Square());

    // Mean of x times x rolled by one along an axis.
    private static Tensor Correlation(Tensor x, int axis)
    {
        int length = x.Shape[axis];
        Tensor rolled = length == 1
            ? x : new[] { x.Slice(axis, length - 1, 1), x.Slice(axis, 0, length - 1) }.Concat(axis);
        return x.Times(rolled).Mean();
    }
}
