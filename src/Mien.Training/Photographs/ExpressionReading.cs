using System.Collections.Concurrent;
using MathNet.Numerics.LinearAlgebra;
using Mien.Evaluation.Judging;
using Mien.Portraits;
using Mien.Training.Data;

namespace Mien.Training.Photographs;

/// <summary>
/// Tells expression and pose from 68 landmarks: a linear reading, learnt by ridge regression from drawn portraits, of
/// which both are known. It is linear so that what people's landmarks have other than drawn ones on average shifts what
/// is told by a constant, which ranks among photographs do not see.
/// </summary>
internal sealed class ExpressionReading
{
    /// <summary>What is told: the expression's parameters, then the pose's.</summary>
    public static readonly int Count = Expression.Parameters.Count + Pose.Parameters.Count;

    private const int Landmarks = 68;
    private const int Portraits = 8_000;
    private const float Noise = 0.012f; // standard deviation of a detected landmark, in half crops

    private static readonly ConcurrentDictionary<int, Lazy<ExpressionReading>> _learnt = [];

    private readonly Matrix<double> _weights; // [features, Count]

    private ExpressionReading(Matrix<double> weights) => _weights = weights;

    /// <summary>Learns the reading; once for each seed.</summary>
    /// <param name="seed">Chooses the portraits.</param>
    public static ExpressionReading Learn(int seed) => _learnt.GetOrAdd(seed, s => new(() => LearnAnew(s))).Value;

    private static ExpressionReading LearnAnew(int seed)
    {
        (Matrix<double> features, Matrix<double> truth) = Drawn(seed, 0, Portraits);
        Matrix<double> square = features.TransposeThisAndMultiply(features);
        for (int i = 0; i < 2 * Landmarks; i++)
        {
            square[i, i] += Portraits * Noise * Noise; // what noise adds on average
        }

        return new(square.Cholesky().Solve(features.TransposeThisAndMultiply(truth)));
    }

    /// <summary>Tells expression and pose.</summary>
    /// <param name="landmarks">[136]: how far each lies to the right, then how far each lies down, in any
    /// frame.</param>
    /// <returns>[<see cref="Count"/>]</returns>
    public float[] Tell(ReadOnlySpan<float> landmarks)
        => [.. (_weights.TransposeThisAndMultiply(
            Vector<double>.Build.DenseOfArray(Features(landmarks)))).Select(v => (float)v)];

    /// <summary>
    /// How much of each parameter's variance the reading tells, from landmarks with the noise of detected ones: R².
    /// </summary>
    /// <param name="seed">Of the portraits that it was learnt from.</param>
    /// <param name="portraits">How many others, 2 or more.</param>
    /// <returns>[<see cref="Count"/>]</returns>
    public float[] Determination(int seed, int portraits = 2000)
    {
        (Matrix<double> features, Matrix<double> truth) = Drawn(seed, Portraits, portraits);
        Random random = new(seed);
        for (int row = 0; row < features.RowCount; row++) // not mapped: that is done by several threads
        {
            for (int column = 0; column < 2 * Landmarks; column++)
            {
                features[row, column] += Noise * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
            }
        }

        Matrix<double> told = features * _weights;
        return [.. Enumerable.Range(0, Count).Select(p =>
        {
            double mean = truth.Column(p).Average();
            return (float)(1 - ((told.Column(p) - truth.Column(p)).PointwisePower(2).Sum() / truth.Column(p)
                .Subtract(mean).PointwisePower(2).Sum()));
        })];
    }

    private static (Matrix<double> Features, Matrix<double> Truth) Drawn(int seed, int first, int count)
    {
        using PortraitCrops crops = new() { Size = 128, Seed = seed, Pairs = true };
        float[][] points = crops.Points(first, count);
        const int Points = CropBatch.PointsOfFace;
        Range expression = PortraitParameters.OfExpression.Start.Value..PortraitParameters.OfFace;
        return (
            Matrix<double>.Build.DenseOfRowArrays(
                points.Select(p => Features([.. p.AsSpan(0, Landmarks), .. p.AsSpan(Points, Landmarks)]))),
            Matrix<double>.Build.DenseOfRows(Enumerable.Range(first, count).Select(
                i => PortraitParameters.Of(crops.Portrait(i))[expression].Select(v => (double)v))));
    }

    // The landmarks upright, the middle of the eyes at the origin, the eyes' outer corners at a distance of 1; and 1.
    private static double[] Features(ReadOnlySpan<float> landmarks)
    {
        (int leftCorner, int rightCorner) = (36, 45);
        double ax = landmarks[leftCorner], ay = landmarks[Landmarks + leftCorner], bx = landmarks[rightCorner],
            by = landmarks[Landmarks + rightCorner];
        double dx = bx - ax, dy = by - ay, square = (dx * dx) + (dy * dy), cx = (ax + bx) / 2, cy = (ay + by) / 2;
        double[] features = new double[(2 * Landmarks) + 1];
        for (int i = 0; i < Landmarks; i++)
        {
            double x = landmarks[i] - cx, y = landmarks[Landmarks + i] - cy;
            (features[i], features[Landmarks + i]) = (((x * dx) + (y * dy)) / square, ((y * dx) - (x * dy)) / square);
        }

        features[^1] = 1;
        return features;
    }
}
