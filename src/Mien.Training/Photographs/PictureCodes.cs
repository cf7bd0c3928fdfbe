using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Mien.Training.Photographs;

/// <summary>
/// What of many pictures their expressions do not tell: the first principal components of the pictures, less what a
/// quadratic function of expression and pose says of them.
/// </summary>
internal static class PictureCodes
{
    // components that are looked for beside those that are wanted, so that the last ones are found
    private const int Beyond = 16;
    private const int Iterations = 5;

    /// <summary>The codes of pictures.</summary>
    /// <param name="pictures">[N][D], with mean 0 over the pictures that count.</param>
    /// <param name="told">[N][P]: expression and pose.</param>
    /// <param name="counts">The pictures that the components and functions are learnt from.</param>
    /// <param name="length">Numbers in a code.</param>
    /// <param name="seed">Chooses where the search for components starts.</param>
    /// <returns>[N][length], the first component first, not scaled.</returns>
    public static float[][] Of(
        IReadOnlyList<float[]> pictures, IReadOnlyList<float[]> told, IReadOnlyList<int> counts, int length, int seed)
    {
        int size = pictures[0].Length, wanted = Math.Min(length + Beyond, Math.Min(size, counts.Count));
        float[][] directions = [.. Enumerable.Range(0, wanted)
            .Select(i => Mien.Tensors.Tensor.Normal([size], unchecked((seed * 7919) + i)).ToArray())];
        Orthonormalise(directions);
        for (int i = 0; i < Iterations; i++)
        {
            directions = Weighted(pictures, Along(pictures, counts, directions), counts, size);
            Orthonormalise(directions);
        }

        // Within their span the components are those of a small covariance.
        Matrix<double> projected = Rows(Along(pictures, counts, directions));
        var parts = (projected.TransposeThisAndMultiply(projected) / counts.Count).Evd(Symmetricity.Symmetric);
        Matrix<double> turn = Matrix<double>.Build.DenseOfColumns(
            parts.EigenVectors.EnumerateColumns().Reverse().Take(Math.Min(length, wanted)));
        int[] all = [.. Enumerable.Range(0, pictures.Count)];
        Matrix<double> codes = Rows(Along(pictures, all, directions)) * turn;
        Matrix<double> functions = Matrix<double>.Build.DenseOfRows(told.Select(Quadratic));
        Matrix<double> some = Matrix<double>.Build.DenseOfRowVectors(counts.Select(i => functions.Row(i)));
        Matrix<double> square = some.TransposeThisAndMultiply(some)
            + (Matrix<double>.Build.DenseIdentity(functions.ColumnCount) * (1e-3 * counts.Count));
        Matrix<double> explained = square.Cholesky().Solve(
            some.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfRowVectors(counts.Select(i => codes.Row(i)))));
        codes -= functions * explained;
        return [.. codes.EnumerateRows().Select(
            row => row.Select(v => (float)v).Concat(new float[length - row.Count]).ToArray())];
    }

    // 1, each number, and each number squared; numbers of about unit variance.
    private static IEnumerable<double> Quadratic(float[] told)
        => told.Select(v => (double)v).Concat(told.Select(v => (double)v * v)).Append(1);

    private static float[][] Along(IReadOnlyList<float[]> pictures, IReadOnlyList<int> which, float[][] directions)
    {
        float[][] along = new float[which.Count][];
        Parallel.For(
            0, which.Count, i => along[i] = [.. directions.Select(
                d => TensorPrimitives.Dot<float>(pictures[which[i]], d))]);
        return along;
    }

    private static float[][] Weighted(
        IReadOnlyList<float[]> pictures, float[][] weights, IReadOnlyList<int> which, int size)
    {
        float[][] sums = [.. weights[0].Select(_ => new float[size])];
        Parallel.For(0, sums.Length, k =>
        {
            for (int i = 0; i < which.Count; i++)
            {
                TensorPrimitives.MultiplyAdd<float>(pictures[which[i]], weights[i][k], sums[k], sums[k]);
            }
        });
        return sums;
    }

    private static void Orthonormalise(float[][] vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int round = 0; round < 2; round++) // twice is enough (Kahan and Parlett)
            {
                for (int j = 0; j < i; j++)
                {
                    TensorPrimitives.MultiplyAdd<float>(
                        vectors[j], -TensorPrimitives.Dot<float>(vectors[i], vectors[j]), vectors[i], vectors[i]);
                }
            }

            TensorPrimitives.Divide(vectors[i], TensorPrimitives.Norm<float>(vectors[i]), vectors[i]);
        }
    }

    private static Matrix<double> Rows(float[][] rows)
        => Matrix<double>.Build.DenseOfRows(rows.Select(row => row.Select(v => (double)v)));
}
