using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

public sealed class ActivationTests
{
    [Fact]
    public void Relu_AgainstSlow_Agrees()
        => OpCheck.BothTypes(t => t[0].Relu(), g => Slow.Relu(g[0]), Activation(2, 3, 5, 7));

    [Theory]
    [InlineData(0.2f, 1f)]
    [InlineData(0f, 2f)]
    [InlineData(1f, 0.5f)]
    [InlineData(0.01f, 1.4142135f)]
    public void LeakyRelu_AgainstSlow_Agrees(float slope, float gain)
        => OpCheck.BothTypes(
            t => t[0].LeakyRelu(slope, gain), g => Slow.LeakyRelu(g[0], slope, gain), Activation(3, 21));

    [Fact]
    public void Softplus_AgainstSlow_Agrees()
        => OpCheck.Float32(t => t[0].Softplus(), g => Slow.Softplus(g[0]), Parameter(5, 9).Times(3));

    [Theory]
    [InlineData(0f, 0.69314718f)]
    [InlineData(100f, 100f)]
    [InlineData(-80f, 1.8048514e-35f)]
    [InlineData(-20f, 2.0611537e-9f)]
    [InlineData(-5f, 0.0067153485f)]
    public void Softplus_FarFromZero_StaysExact(float x, float expected)
    {
        using Tape tape = new();
        using Tensor at = Tensor.Full([], x);
        at.Softplus().Item.ShouldBe(expected, 1e-6 * expected);
    }

    [Fact]
    public void Activations_OfInfinityAndNaN_KeepThem()
    {
        using Tape tape = new();
        using Tensor x = Tensor.From([float.PositiveInfinity, float.NegativeInfinity, float.NaN], [3]);
        x.Relu().ToArray().ShouldBe([float.PositiveInfinity, 0, float.NaN]);
        x.LeakyRelu().ToArray().ShouldBe([float.PositiveInfinity, float.NegativeInfinity, float.NaN]);
        x.Softplus().ToArray().ShouldBe([float.PositiveInfinity, 0, float.NaN]);
    }
}
