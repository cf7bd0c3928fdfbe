using MathNet.Numerics.LinearAlgebra;
using Mien.Fusion;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Directions;

/// <summary>Directions that need no labels; what they change is for people to see and to name.</summary>
public static class UnlabelledDirections
{
    private const int Batch = 256;

    /// <summary>
    /// The principal components of a generator's style vectors, the one of largest variance first (Härkönen et al.
    /// 2020, GANSpace, section 2.2): <c>principal-1</c> and so on. A unit is a standard deviation.
    /// </summary>
    /// <param name="generator">The generator.</param>
    /// <param name="layers">The layers that are to move.</param>
    /// <param name="count">How many, 1 to the length of a style vector.</param>
    /// <param name="samples">Random latents whose style vectors are looked at.</param>
    /// <param name="seed">Chooses them.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public static IReadOnlyList<StyleDirection> Principal(
        StyleGenerator generator, LayerMask layers, int count, int samples = 8192, int seed = 0)
    {
        Check(generator, count);
        var parts = Covariance(Sample(generator, samples, seed)).Evd(Symmetricity.Symmetric);
        return [.. Largest(parts.EigenValues.Select(v => v.Real), count).Select((at, i) => new StyleDirection
        {
            Name = $"principal-{i + 1}",
            Method = DirectionMethod.Principal,
            Unit = "standard deviations",
            Values = LabelledDirections.Spread(
                [.. Signed(parts.EigenVectors.Column(at)) * Math.Sqrt(Math.Max(0, parts.EigenValues[at].Real))],
                layers),
            Range = 4.65f, // of a normal distribution
        })];
    }

    /// <summary>
    /// The singular vectors of the affine maps that read the style vectors of the layers, the one of the largest
    /// singular value first (Shen and Zhou 2021, SeFa, equation 6): <c>affine-1</c> and so on. As in their program each
    /// row of a map has unit length first. A unit is a standard deviation of style vectors along it.
    /// </summary>
    /// <param name="generator">The generator.</param>
    /// <param name="layers">The layers that are looked at, and that are to move.</param>
    /// <param name="count">How many, 1 to the length of a style vector.</param>
    /// <param name="samples">Random latents whose style vectors tell the standard deviation.</param>
    /// <param name="seed">Chooses them.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public static IReadOnlyList<StyleDirection> Affine(
        StyleGenerator generator, LayerMask layers, int count, int samples = 8192, int seed = 0)
    {
        Check(generator, count);
        Matrix<double> gram = Matrix<double>.Build.Dense(generator.StyleLength, generator.StyleLength);
        foreach (int layer in layers.Numbers)
        {
            Matrix<double> a = Rows(generator.Affine(layer)).NormalizeRows(2); // [O, W]
            gram += a.TransposeThisAndMultiply(a);
        }

        var parts = gram.Evd(Symmetricity.Symmetric);
        Matrix<double> covariance = Covariance(Sample(generator, samples, seed));
        return [.. Largest(parts.EigenValues.Select(v => v.Real), count).Select((at, i) =>
        {
            Vector<double> direction = Signed(parts.EigenVectors.Column(at));
            return new StyleDirection
            {
                Name = $"affine-{i + 1}",
                Method = DirectionMethod.Affine,
                Unit = "standard deviations",
                Values = LabelledDirections.Spread(
                    [.. direction * Math.Sqrt(Math.Max(0, direction * covariance * direction))], layers),
                Range = 4.65f,
            };
        })];
    }

    /// <summary>Style vectors of random latents, each the same in all layers: N of length W.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="samples">N.</param>
    /// <param name="seed">Chooses the latents.</param>
    /// <param name="psi">Truncation ψ.</param>
    public static IReadOnlyList<float[]> Sample(StyleGenerator generator, int samples, int seed = 0, float psi = 1)
    {
        ArgumentNullException.ThrowIfNull(generator);
        List<float[]> styles = [];
        for (int batch = 0; styles.Count < samples; batch++)
        {
            int n = Math.Min(Batch, samples - styles.Count);
            using Tape tape = new();
            using Tensor z = Tensor.Normal([n, generator.LatentLength], unchecked((seed * 6700417) + batch));
            using Tensor? label = generator.Label(n);
            styles.AddRange(
                generator.Map(z, label, psi, generator.Layers).Slice(1, 0, 1).ToArray().Chunk(generator.StyleLength));
        }

        return styles;
    }

    private static void Check(StyleGenerator generator, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, generator.StyleLength);
    }

    // Eigenvectors have no sign of their own: the largest number is positive.
    private static Vector<double> Signed(Vector<double> direction)
        => direction[direction.AbsoluteMaximumIndex()] < 0 ? -direction : direction;

    private static IEnumerable<int> Largest(IEnumerable<double> values, int count)
        => values.Select((value, at) => (value, at)).OrderByDescending(v => v.value).Take(count).Select(v => v.at);

    private static Matrix<double> Covariance(IReadOnlyList<float[]> styles)
    {
        int length = styles[0].Length;
        double[] mean = [.. Enumerable.Range(0, length).Select(j => styles.Average(s => (double)s[j]))];
        Matrix<double> rows = Matrix<double>.Build.Dense(styles.Count, length, (i, j) => styles[i][j] - mean[j]);
        return rows.TransposeThisAndMultiply(rows) / styles.Count;
    }

    private static Matrix<double> Rows(Tensor weight)
        => Matrix<double>.Build.DenseOfRows(
            weight.ToArray().Chunk(weight.Shape[1]).Select(row => row.Select(v => (double)v)));
}
