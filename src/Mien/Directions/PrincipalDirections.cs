using MathNet.Numerics.LinearAlgebra;

namespace Mien.Directions;

/// <summary>
/// The directions in which some vectors differ. Along them every direction has about the same deviation, 1, but for
/// those in which they hardly differ.
/// </summary>
/// <param name="Weight">From a vector to its deviations: [D, D], one direction a row.</param>
/// <param name="Bias">Added after that, [D], so that the mean vector has none.</param>
/// <param name="Back">From deviations to a vector: [D, D], one number of the vector a row.</param>
/// <param name="Mean">Added after that: [D].</param>
internal sealed record PrincipalDirections(float[] Weight, float[] Bias, float[] Back, float[] Mean)
{
    /// <summary>
    /// From deviations along other directions to those along these: a matrix, [D, D], and what is added after it, [D].
    /// </summary>
    /// <param name="back">From the other deviations to a vector.</param>
    /// <param name="mean">Added after that.</param>
    public (Matrix<double> Matrix, Vector<double> Offset) From(float[] back, float[] mean)
    {
        int length = Mean.Length;
        Matrix<double> to = Rows(Weight);
        return (to * Rows(back), (to * Numbers(mean)) + Numbers(Bias));

        Matrix<double> Rows(float[] numbers)
            => Matrix<double>.Build.DenseOfRows(numbers.Chunk(length).Select(row => row.Select(v => (double)v)));
        static Vector<double> Numbers(float[] numbers)
            => Vector<double>.Build.DenseOfEnumerable(numbers.Select(v => (double)v));
    }

    /// <summary>Finds them.</summary>
    /// <param name="vectors">Many vectors of D numbers.</param>
    /// <param name="floor">Variance that is added in every direction, given the largest one: much smaller variances do
    /// not count.</param>
    public static PrincipalDirections Of(IEnumerable<IEnumerable<double>> vectors, Func<double, double> floor)
    {
        Matrix<double> rows = Matrix<double>.Build.DenseOfRows(vectors);
        Vector<double> mean = rows.ColumnSums() / rows.RowCount;
        rows = Matrix<double>.Build.DenseOfRows(rows.EnumerateRows().Select(row => row - mean));
        var parts = (rows.TransposeThisAndMultiply(rows) / rows.RowCount).Evd(Symmetricity.Symmetric);
        double least = floor(parts.EigenValues.Max(v => v.Real));
        Vector<double> deviations = parts.EigenValues.Map(v => Math.Sqrt(Math.Max(v.Real, 0) + least));
        Matrix<double> to = Matrix<double>.Build.DenseOfRows(
            parts.EigenVectors.EnumerateColumns().Zip(deviations, (direction, deviation) => direction / deviation));
        Matrix<double> back = Matrix<double>.Build.DenseOfColumns(
            parts.EigenVectors.EnumerateColumns().Zip(deviations, (direction, deviation) => direction * deviation));
        return new(
            Numbers(to), [.. (-(to * mean)).Select(v => (float)v)], Numbers(back), [.. mean.Select(v => (float)v)]);

        static float[] Numbers(Matrix<double> matrix)
            => [.. matrix.EnumerateRows().SelectMany(row => row).Select(v => (float)v)];
    }
}
