using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Tensors.Tests.Optimizers;

public sealed class MuonTests
{
    /// <summary>
    /// Of a gradient U S Vᵀ with singular values from 1 to 0.01, the step is U D Vᵀ with D between 0.65 and 1.25
    /// (Jordan et al. 2024: the iteration is made to be steep, not to end at 1), times 0.2 · rate · √(longer side).
    /// </summary>
    [Theory]
    [InlineData(12, 30)]
    [InlineData(30, 12)]
    [InlineData(16, 16)]
    public void FirstStep_HasTheSingularDirectionsOfTheGradient_AndValuesNearOne(int rows, int columns)
    {
        const float Rate = 0.1f;
        int rank = Math.Min(rows, columns);
        double[,] u = Reflection(rows, 1), v = Reflection(columns, 2);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)Enumerable.Range(0, rank).Sum(
                k => u[i / columns, k] * Math.Pow(0.01, (double)k / (rank - 1)) * v[i % columns, k]);
        }

        using Tensor x = Tensor.Zeros([rows, columns]), gradient = Tensor.From(values, [rows, columns]);
        using Muon muon = new([x]);
        Step(muon, x, gradient, Rate);

        float[] step = x.ToArray();
        double unit = -Rate * 0.2 * Math.Sqrt(Math.Max(rows, columns));
        for (int k = 0; k < rows; k++)
        {
            for (int l = 0; l < columns; l++)
            {
                double seen = Enumerable.Range(0, step.Length)
                    .Sum(i => u[i / columns, k] * step[i] * v[i % columns, l]) / unit;
                if (k == l)
                {
                    seen.ShouldBeInRange(0.65, 1.25);
                }
                else
                {
                    // the Gram matrix has the squares of the singular values, 1e-4, of which float32 keeps three digits
                    seen.ShouldBe(0, 0.05);
                }
            }
        }
    }

    [Fact]
    public void Step_OfAConvolution_IsThatOfItsMatrix()
    {
        using Tensor convolution = Tensor.Normal([8, 4, 3, 3], 1), gradient = Tensor.Normal([8, 4, 3, 3], 2);
        using Tensor matrix = Tensor.From(convolution.ToArray(), [8, 36]),
            gradientOfMatrix = Tensor.From(gradient.ToArray(), [8, 36]);
        using Muon first = new([convolution]), second = new([matrix]);
        for (int i = 0; i < 3; i++)
        {
            Step(first, convolution, gradient, 0.01f);
            Step(second, matrix, gradientOfMatrix, 0.01f);
        }

        matrix.ToArray().ShouldBe(convolution.ToArray());
    }

    [Fact]
    public void Step_WithoutAnyGradient_StaysInPlace()
    {
        using Tensor x = Tensor.Normal([3, 5], 1), nothing = Tensor.Zeros([3, 5]);
        float[] before = x.ToArray();
        using Muon muon = new([x]);
        Step(muon, x, nothing, 0.1f);
        x.ToArray().ShouldBe(before);
    }

    [Fact]
    public void AVector_IsRefused()
    {
        using Tensor vector = Tensor.Zeros([3]), matrix = Tensor.Zeros([3, 2]);
        Should.Throw<ArgumentException>(() => new Muon([vector]));
        Should.Throw<ArgumentOutOfRangeException>(() => new Muon([matrix], momentum: 1));
    }

    // An orthogonal matrix: I − 2 w wᵀ / wᵀw.
    private static double[,] Reflection(int size, int seed)
    {
        using Tensor normal = Tensor.Normal([size], seed);
        float[] w = normal.ToArray();
        double square = w.Sum(a => (double)a * a);
        double[,] q = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                q[i, j] = (i == j ? 1 : 0) - (2 * w[i] * w[j] / square);
            }
        }

        return q;
    }

    private static void Step(Optimizer optimizer, Tensor x, Tensor gradient, float rate)
    {
        using Tape tape = new();
        tape.Watch(x);
        tape.Backward(x.Times(gradient).Sum());
        optimizer.Step(tape, rate);
    }
}
