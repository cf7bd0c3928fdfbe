using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

public sealed class ReductionTests
{
    [Theory]
    [InlineData()]
    [InlineData(3)]
    [InlineData(2, 5, 4, 3)]
    public void Sum_AgainstSlow_Agrees(params int[] shape)
        => OpCheck.BothTypes(t => t[0].Sum(), g => Slow.Sum(g[0]), Activation(shape).Positive());

    [Fact]
    public void Mean_AgainstSlow_Agrees()
        => OpCheck.BothTypes(t => t[0].Mean(), g => Slow.Mean(g[0]), Activation(2, 5, 4, 3).Positive());

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3)]
    [InlineData(5, 3, 4, 3)]
    public void SumPerItem_AgainstSlow_Agrees(params int[] shape)
        => OpCheck.BothTypes(t => t[0].SumPerItem(), g => Slow.SumPerItem(g[0]), Activation(shape).Positive());

    [Theory]
    [InlineData(2, 5, 4, 3)]
    [InlineData(3, 1, 1, 17)]
    public void SumPixels_AgainstSlow_Agrees(params int[] shape)
        => OpCheck.BothTypes(t => t[0].SumPixels(), g => Slow.SumPixels(g[0]), Activation(shape).Positive());

    [Fact]
    public void SumSquaredDifference_AgainstSlow_Agrees()
        => Distance(Reduction.SumSquaredDifference, Slow.SumSquaredDifference);

    [Fact]
    public void MeanSquaredDifference_AgainstSlow_Agrees()
        => Distance(Reduction.MeanSquaredDifference, Slow.MeanSquaredDifference);

    [Fact]
    public void SumAbsoluteDifference_AgainstSlow_Agrees()
        => Distance(Reduction.SumAbsoluteDifference, Slow.SumAbsoluteDifference);

    [Fact]
    public void MeanAbsoluteDifference_AgainstSlow_Agrees()
        => Distance(Reduction.MeanAbsoluteDifference, Slow.MeanAbsoluteDifference);

    [Theory]
    [InlineData(3, 5)]
    [InlineData(5, 1, 1, 1)]
    [InlineData(2, 5, 4, 3)]
    public void SquaredDifferencePerItem_AgainstSlow_Agrees(params int[] shape) => OpCheck.BothTypes(
        t => t[0].SquaredDifferencePerItem(t[1]), g => Slow.SumPerItem(g[0].With(g[1], (x, y) => (x - y) * (x - y))),
        Activation(shape), Activation(shape));

    /// <summary>Many equal numbers are the worst case of a running sum in single precision.</summary>
    [Theory]
    [InlineData(1, 400, 500, 1)]
    [InlineData(1, 400, 170, 3)]
    [InlineData(200000, 1, 1, 1)]
    public void Sums_OfManyEqualNumbers_StayExact(params int[] shape)
    {
        using Tape tape = new();
        using Tensor x = Tensor.Full(Shape.Of(shape), 0.1f), bias = Tensor.Zeros([shape[3]]);
        double expected = x.Count * (double)0.1f;
        ((double)x.Sum().Item).ShouldBe(expected, 5e-6 * expected);
        x.SumPixels().ToArray().Sum(v => (double)v).ShouldBe(expected, 5e-6 * expected);

        tape.Watch(bias);
        tape.Backward(x.AddBias(bias), x);
        tape.Gradient(bias)!.ToArray().Sum(v => (double)v).ShouldBe(expected, 5e-6 * expected);
    }

    private static void Distance(Func<Tensor, Tensor, Tensor> fast, Func<Grid, Grid, Grid> slow)
    {
        OpCheck.BothTypes(t => fast(t[0], t[1]), g => slow(g[0], g[1]), Activation(2, 5, 4, 3), Activation(2, 5, 4, 3));
        OpCheck.BothTypes(t => fast(t[0], t[1]), g => slow(g[0], g[1]), Activation(1), Activation(1));
    }
}
