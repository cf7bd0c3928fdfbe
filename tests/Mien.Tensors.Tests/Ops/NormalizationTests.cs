using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

public sealed class NormalizationTests
{
    [Theory]
    [InlineData(2, 5, 4, 3)]
    [InlineData(1, 7, 9, 17)]
    [InlineData(3, 2, 2, 8)]
    public void InstanceNorm_AgainstSlow_Agrees(params int[] shape)
        => OpCheck.BothTypes(t => t[0].InstanceNorm(), g => Slow.InstanceNorm(g[0]), Activation(shape));

    [Fact]
    public void InstanceNorm_OfOnePixel_IsZeroAndHasGradientZero()
        => OpCheck.BothTypes(t => t[0].InstanceNorm(), g => Slow.InstanceNorm(g[0]), Activation(2, 1, 1, 5));

    [Theory]
    [InlineData(4, 33)]
    [InlineData(2, 3, 4, 5)]
    [InlineData(3, 1)]
    [InlineData(9)]
    public void PixelNorm_AgainstSlow_Agrees(params int[] shape)
        => OpCheck.BothTypes(t => t[0].PixelNorm(), g => Slow.PixelNorm(g[0]), Activation(shape));

    [Theory]
    [InlineData(4, 33)]
    [InlineData(2, 3, 4, 5)]
    [InlineData(9)]
    public void UnitNorm_AgainstSlow_Agrees(params int[] shape)
        => OpCheck.BothTypes(t => t[0].UnitNorm(), g => Slow.UnitNorm(g[0]), Activation(shape));

    [Fact]
    public void UnitNorm_OfZeros_IsFinite()
    {
        using Tape tape = new();
        using Tensor x = Tensor.Zeros([2, 3]);
        tape.Watch(x);
        Tensor y = x.UnitNorm();
        tape.Backward(y.Sum());
        y.ToArray().ShouldAllBe(v => v == 0);
        tape.Gradient(x)!.ToArray().ShouldAllBe(v => float.IsFinite(v));
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(6, 3)]
    [InlineData(4, 4)]
    [InlineData(3, 1)]
    public void MinibatchDeviation_AgainstSlow_Agrees(int n, int group) => OpCheck.Float32(
        t => t[0].MinibatchDeviation(group, 1e-2f), g => Slow.MinibatchDeviation(g[0], group, 1e-2f),
        Parameter(n, 2, 3, 5));
}
