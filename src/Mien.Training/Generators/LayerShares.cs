using Mien.Evaluation.Judging;
using Mien.Networks;
using Mien.Networks.StyleGan2;
using Mien.Tensors;

namespace Mien.Training.Generators;

/// <summary>
/// Which layers paint what, as measured on the generator itself: whether a kind of parameters has layers of its own is
/// not said to it, but asked of it.
/// </summary>
internal static class LayerShares
{
    private static readonly ParameterKind[] _kinds = Enum.GetValues<ParameterKind>();

    /// <summary>
    /// How the picture changes if one layer alone takes the style of another portrait that differs in one kind of
    /// parameters: the mean absolute difference, as a share of the sum over the layers.
    /// </summary>
    /// <param name="generator">Paints.</param>
    /// <param name="kindOf">The kind of each number of z.</param>
    /// <param name="portraits">How many are looked at.</param>
    /// <param name="seed">Chooses them.</param>
    /// <returns>[kind][layer]; the sum over the layers is 1.</returns>
    public static float[][] Measure(
        StyleGan2Generator generator, Func<int, ParameterKind> kindOf, int portraits, int seed)
    {
        int layers = generator.Architecture.Layers, length = generator.Architecture.ZDim;
        using Tape tape = new();
        using Tensor z = Tensor.Normal([portraits, length], seed),
            other = Tensor.Normal([portraits, length], unchecked(seed + 1));
        float[][] shares = new float[_kinds.Length][];
        foreach (ParameterKind kind in _kinds)
        {
            using Tensor changed = z.Clone();
            Span<float> to = changed.WritableSpan;
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = kindOf(i % length) == kind ? other.Span[i] : to[i];
            }

            shares[(int)kind] = Normalised(
                [.. Enumerable.Range(0, layers).Select(layer => Change(generator, z, changed, layer))]);
        }

        return shares;
    }

    /// <summary>
    /// The layers that a kind of parameters stands out in: the range in which its share exceeds the mean share of the
    /// other kinds by most.
    /// </summary>
    /// <param name="shares">[kind][layer], as measured.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="most">Layers in the range at most.</param>
    /// <returns>The first layer, counted from 0, and the number of layers.</returns>
    public static (int First, int Count) StandsOut(float[][] shares, ParameterKind kind, int most)
    {
        float[] excess = [.. Enumerable.Range(0, shares[0].Length).Select(layer =>
            shares[(int)kind][layer] - _kinds.Where(k => k != kind).Average(k => shares[(int)k][layer]))];
        return Enumerable.Range(0, excess.Length)
            .SelectMany(
                first => Enumerable.Range(1, Math.Min(most, excess.Length - first))
                    .Select(count => (First: first, Count: count)))
            .MaxBy(range => excess.AsSpan(range.First, range.Count).ToArray().Sum());
    }

    private static float Change(StyleGan2Generator generator, Tensor z, Tensor changed, int layer)
    {
        using Tape tape = new();
        Tensor from = generator.Map(z), to = generator.Map(changed);
        Tensor image = Last(from), moved = Last(Exchanged(from, to, layer));
        return (float)image.ToArray().Zip(moved.ToArray(), (a, b) => Math.Abs((double)a - b)).Average();

        Tensor Last(Tensor ws) => generator.Synthesize(ws, new() { Noise = Noise.None });
    }

    private static Tensor Exchanged(Tensor ws, Tensor other, int layer)
    {
        float[] styles = ws.ToArray(), others = other.ToArray();
        int layers = ws.Shape[1], w = ws.Shape[2];
        for (int n = 0; n < ws.Shape[0]; n++)
        {
            others.AsSpan(((n * layers) + layer) * w, w).CopyTo(styles.AsSpan(((n * layers) + layer) * w, w));
        }

        return Tensor.From(styles, ws.Shape);
    }

    private static float[] Normalised(float[] changes)
    {
        float sum = changes.Sum();
        return [.. changes.Select(c => sum > 0 ? c / sum : 1f / changes.Length)];
    }
}
