using MathNet.Numerics.LinearAlgebra;
using Mien.Fusion;

namespace Mien.Directions;

/// <summary>
/// Directions from labelled style vectors, compare InterFaceGAN (Shen et al. 2020, section 3.3). Ridge regression tells
/// each attribute linearly from the style vector, in coordinates in which style vectors have unit variance; a direction
/// is the shortest move there that changes its own attribute and none of the others: conditional manipulation by
/// projection, for all attributes at once.
/// </summary>
public static class LabelledDirections
{
    private const double Floor = 1e-3; // of the largest variance of style vectors
    private const double LeastTold = 0.1; // share of an attribute's variance, below which there is no direction of it
    private const int HeldOut = 5; // every fifth sample is not learnt from while R² is found

    /// <summary>
    /// Finds a direction for each attribute that varies, and of which style vectors tell a tenth of the variance or
    /// more.
    /// </summary>
    /// <param name="samples">Style vectors with labels, more of them than a style vector has numbers.</param>
    /// <param name="layersOf">The layers that the direction of an attribute is to move.</param>
    /// <param name="ridge">Penalty on squared weights relative to the variance, above 0.</param>
    /// <param name="projection">
    /// Attributes of which the style vector tells less than about this share of the variance are not projected out,
    /// above 0: what would be is mostly noise.
    /// </param>
    /// <exception cref="ArgumentException">There are too few samples, lengths differ, or numbers are not
    /// finite.</exception>
    public static IReadOnlyList<StyleDirection> Find(
        LabelledStyles samples, Func<Trait, LayerMask> layersOf, double ridge = 0.02, double projection = 0.02)
    {
        int length = samples.Styles.Count == 0 ? 0 : samples.Styles[0].Length;
        if (samples.Styles.Count <= length || samples.Labels.Count != samples.Styles.Count
            || samples.Styles.Any(s => s.Length != length)
            || samples.Labels.Any(l => l.Length != samples.Attributes.Count)
            || !samples.Styles.Concat(samples.Labels).All(row => row.All(float.IsFinite)))
        {
            throw new ArgumentException(
                $"directions need more samples than the {length} numbers of a style vector, each with {samples.Attributes.Count} finite labels");
        }

        PrincipalDirections whitening = PrincipalDirections.Of(
            samples.Styles.Select(s => s.Select(v => (double)v)), largest => Floor * largest);
        Matrix<double> z = Whitened(samples.Styles, whitening, length);
        (Matrix<double> labels, double[] deviations) = Standardised(samples.Labels);
        int[] varying = [.. Enumerable.Range(0, samples.Attributes.Count).Where(a => deviations[a] > 0)];
        if (varying.Length == 0)
        {
            throw new ArgumentException("none of the attributes varies in the samples");
        }

        Matrix<double> y = Matrix<double>.Build.DenseOfColumns(varying.Select(labels.Column));
        double[] determination = Determination(z, y, ridge);
        Matrix<double> b = Ridge(z, y, ridge); // [W, A]
        Matrix<double> gram = b.TransposeThisAndMultiply(b);
        // dual to b: bᵀ · moves ≈ 1
        Matrix<double> moves = b * (gram + (projection * Matrix<double>.Build.DenseIdentity(varying.Length))).Inverse();
        List<StyleDirection> found = [];
        for (int i = 0; i < varying.Length; i++)
        {
            Vector<double> move = moves.Column(i), own = b.Column(i);
            double told = own * move;
            if (told <= 0 || determination[i] < LeastTold)
            {
                continue; // hardly anything of it is told
            }

            Trait attribute = samples.Attributes[varying[i]];
            double[] w = Back(move / (told * deviations[varying[i]]), whitening.Back, length);
            float[] ofAttribute = [.. samples.Labels.Select(l => l[varying[i]]).Order()];
            found.Add(new()
            {
                Name = attribute.Name,
                Unit = attribute.Unit,
                Method = DirectionMethod.Labels,
                Values = Spread(w, layersOf(attribute)),
                Range = ofAttribute[(int)(0.99 * (ofAttribute.Length - 1))]
                    - ofAttribute[(int)(0.01 * (ofAttribute.Length - 1))],
                Determination = (float)determination[i],
            });
        }

        return found;
    }

    /// <summary>A style vector's direction in the layers of a mask, zeros in the others: [L, W].</summary>
    internal static float[] Spread(IReadOnlyList<double> direction, LayerMask layers)
    {
        float[] values = new float[layers.Layers * direction.Count];
        foreach (int layer in layers.Numbers)
        {
            for (int i = 0; i < direction.Count; i++)
            {
                values[((layer - 1) * direction.Count) + i] = (float)direction[i];
            }
        }

        return values;
    }

    // argmin ‖z b − y‖² / N + ridge ‖b‖²
    private static Matrix<double> Ridge(Matrix<double> z, Matrix<double> y, double ridge)
    {
        Matrix<double> normal = (z.TransposeThisAndMultiply(z) / z.RowCount)
            + (ridge * Matrix<double>.Build.DenseIdentity(z.ColumnCount));
        return normal.Cholesky().Solve(z.TransposeThisAndMultiply(y) / z.RowCount);
    }

    private static double[] Determination(Matrix<double> z, Matrix<double> y, double ridge)
    {
        int[] seen = [.. Enumerable.Range(0, z.RowCount).Where(i => i % HeldOut != 0)],
            unseen = [.. Enumerable.Range(0, z.RowCount).Where(i => i % HeldOut == 0)];
        Matrix<double> told = Rows(z, unseen) * Ridge(Rows(z, seen), Rows(y, seen), ridge), truth = Rows(y, unseen);
        return [.. truth.EnumerateColumns().Zip(told.EnumerateColumns(), (t, p) =>
        {
            double mean = t.Average();
            return 1 - ((t - p).Sum(v => v * v) / Math.Max(1e-30, t.Sum(v => (v - mean) * (v - mean))));
        })];

        static Matrix<double> Rows(Matrix<double> of, int[] which)
            => Matrix<double>.Build.DenseOfRows(which.Select(of.Row));
    }

    private static Matrix<double> Whitened(IReadOnlyList<float[]> styles, PrincipalDirections whitening, int length)
    {
        Matrix<double> rows = Matrix<double>.Build.Dense(
            styles.Count, length, (i, j) => styles[i][j] - whitening.Mean[j]);
        return rows * Matrix<double>.Build.Dense(length, length, (i, j) => whitening.Weight[(j * length) + i]);
    }

    private static (Matrix<double> Labels, double[] Deviations) Standardised(IReadOnlyList<float[]> labels)
    {
        int count = labels[0].Length;
        double[] mean = [.. Enumerable.Range(0, count).Select(a => labels.Average(l => (double)l[a]))];
        double[] deviation = [.. Enumerable.Range(0, count).Select(
            a => Math.Sqrt(labels.Average(l => (l[a] - mean[a]) * (l[a] - mean[a]))))];
        deviation = [.. deviation.Select((d, a) => d > 1e-6 * (1 + Math.Abs(mean[a])) ? d : 0)];
        return (Matrix<double>.Build.Dense(
            labels.Count, count, (i, a) => deviation[a] > 0 ? (labels[i][a] - mean[a]) / deviation[a] : 0), deviation);
    }

    private static double[] Back(Vector<double> move, float[] back, int length)
        => [.. Enumerable.Range(0, length).Select(
            i => Enumerable.Range(0, length).Sum(j => back[(i * length) + j] * move[j]))];
}
