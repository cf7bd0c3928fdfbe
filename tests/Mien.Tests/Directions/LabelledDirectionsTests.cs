using Mien.Directions;
using Mien.Fusion;

namespace Mien.Tests.Directions;

public sealed class LabelledDirectionsTests
{
    private const int W = 6;
    private const int L = 3;

    private static readonly LayerMask _all = LayerMask.Range(1, L, L);

    // Labels are linear in style vectors that are not alike in all directions: y = A s.
    private static readonly double[][] _truth = [[1, 0, 0, 0.5, 0, 0], [0.8, 1, 0, 0, 0, 0], [0, 0, 2, 0, 0, -1]];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Find_OfLinearLabels_MovesItsOwnByOneAndNoOther(int seed)
    {
        IReadOnlyList<StyleDirection> found = LabelledDirections.Find(
            Samples(seed, noise: 0), _ => _all, ridge: 1e-9, projection: 1e-9);
        found.Select(d => d.Name).ShouldBe(["a", "b", "c"]);
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                Told(found[i].Values.AsSpan(0, W), j).ShouldBe(i == j ? 1 : 0, 1e-3);
            }

            found[i].Determination!.Value.ShouldBe(1, 1e-3f);
        }
    }

    // The shortest move in units of the style vectors' own deviations: of two that change y alike, that along the wider
    // one.
    [Fact]
    public void Find_OfALabelThatTwoNumbersTell_MovesAlongTheWiderOne()
    {
        StyleDirection a = LabelledDirections.Find(Samples(3, noise: 0), _ => _all, ridge: 1e-9, projection: 1e-9)[0];
        // Among moves with a·d = 1, b·d = 0, c·d = 0 by Lagrange: d = C Aᵀ (A C Aᵀ)⁻¹ e, C the variances; here by
        // direct solution of 3×3.
        double[] expected = Dual(0);
        for (int i = 0; i < W; i++)
        {
            ((double)a.Values[i]).ShouldBe(expected[i], 0.03);
        }
    }

    [Fact]
    public void Find_InSomeLayers_LeavesTheOthers()
    {
        StyleDirection a = LabelledDirections.Find(
            Samples(1, noise: 0.1), trait => trait.Name == "a" ? LayerMask.Range(2, 2, L) : _all)[0];
        a.Values[..W].ShouldAllBe(v => v == 0);
        a.Values[W..(2 * W)].ShouldContain(v => v != 0);
        a.Values[(2 * W)..].ShouldAllBe(v => v == 0);
        a.MovedLayers(L).ShouldBe([2]);
    }

    [Fact]
    public void Find_OfWhatStyleVectorsDoNotTell_GivesNoDirection()
    {
        Random random = new(5);
        LabelledStyles samples = Samples(1, noise: 0.1);
        samples = samples with
        {
            Labels = [.. samples.Labels.Select(l => new[] { l[0], random.NextSingle(), 7f })],
        };
        LabelledDirections.Find(samples, _ => _all).Select(d => d.Name).ShouldBe(["a"]);
    }

    [Fact]
    public void Find_OfTooFewSamples_SaysHowMany()
    {
        LabelledStyles samples = Samples(1, noise: 0);
        Should.Throw<ArgumentException>(
            () => LabelledDirections.Find(
                samples with { Styles = [.. samples.Styles.Take(W)], Labels = [.. samples.Labels.Take(W)] }, _ => _all))
            .Message.ShouldContain("more samples than the 6");
    }

    private static readonly double[] _deviations = [1, 2, 0.5, 3, 1, 1];

    private static LabelledStyles Samples(int seed, double noise)
    {
        Random random = new(seed);
        float[][] styles = [.. Enumerable.Range(0, 4000).Select(
            _ => _deviations.Select(d => (float)(1 + (d * Normal()))).ToArray())];
        float[][] labels = [.. styles.Select(
            s => _truth.Select((_, j) => (float)(Told(s, j) + (noise * Normal()))).ToArray())];
        return new(styles, labels, [new("a", ""), new("b", ""), new("c", "")]);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(
            2 * Math.PI * random.NextDouble());
    }

    private static double Told(ReadOnlySpan<float> style, int label)
    {
        double sum = 0;
        for (int i = 0; i < W; i++)
        {
            sum += _truth[label][i] * style[i];
        }

        return sum;
    }

    private static double[] Dual(int label)
    {
        double[] variance = [.. _deviations.Select(d => d * d)];
        double[,] m = new double[3, 4];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                m[i, j] = Enumerable.Range(0, W).Sum(k => _truth[i][k] * variance[k] * _truth[j][k]);
            }

            m[i, 3] = i == label ? 1 : 0;
        }

        for (int p = 0; p < 3; p++)
        {
            for (int r = 0; r < 3; r++)
            {
                double factor = r == p ? 0 : m[r, p] / m[p, p];
                for (int c = p; c < 4; c++)
                {
                    m[r, c] -= factor * m[p, c];
                }
            }
        }

        return [.. Enumerable.Range(0, W).Select(
            k => variance[k] * Enumerable.Range(0, 3).Sum(j => _truth[j][k] * m[j, 3] / m[j, j]))];
    }
}
