using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

public sealed class AlgebraTests
{
    /// <summary>The second operand's axes: the same, the last two, the last, none; and with a leading 1.</summary>
    public static TheoryData<int[], int[]> Broadcasts => new()
    {
        { [2, 3, 4, 5], [2, 3, 4, 5] },
        { [2, 3, 4, 5], [4, 5] },
        { [2, 3, 4, 5], [5] },
        { [2, 3, 4, 5], [] },
        { [7, 19], [19] },
        { [1, 9], [9] },
        { [], [] },
    };

    [Theory]
    [MemberData(nameof(Broadcasts))]
    public void Plus_AgainstSlow_Agrees(int[] a, int[] b)
        => OpCheck.BothTypes(t => t[0].Plus(t[1]), g => g[0].With(g[1], (x, y) => x + y), Activation(a), Activation(b));

    [Theory]
    [MemberData(nameof(Broadcasts))]
    public void Minus_AgainstSlow_Agrees(int[] a, int[] b)
        => OpCheck.BothTypes(
            t => t[0].Minus(t[1]), g => g[0].With(g[1], (x, y) => x - y), Activation(a), Activation(b));

    [Theory]
    [MemberData(nameof(Broadcasts))]
    public void Times_AgainstSlow_Agrees(int[] a, int[] b)
        => OpCheck.BothTypes(
            t => t[0].Times(t[1]), g => g[0].With(g[1], (x, y) => x * y), Activation(a), Activation(b));

    [Theory]
    [MemberData(nameof(Broadcasts))]
    public void Lerp_AgainstSlow_Agrees(int[] a, int[] b)
        => OpCheck.BothTypes(
            t => t[0].Lerp(t[1], 0.3f), g => Slow.Lerp(g[0], g[1], 0.3f), Activation(a), Activation(b));

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    [InlineData(-1.5f)]
    public void Lerp_AtAndBeyondTheEnds_Agrees(float at)
        => OpCheck.BothTypes(t => t[0].Lerp(t[1], at), g => Slow.Lerp(g[0], g[1], at), Activation(4, 6), Activation(6));

    [Fact]
    public void Times_ANumber_Agrees()
        => OpCheck.BothTypes(t => t[0].Times(-2.5f), g => g[0].Map(v => -2.5 * v), Activation(3, 13));

    [Fact]
    public void Plus_ANumber_Agrees()
        => OpCheck.BothTypes(t => t[0].Plus(1.25f), g => g[0].Map(v => v + 1.25), Activation(3, 13));

    [Fact]
    public void Square_AgainstSlow_Agrees()
        => OpCheck.BothTypes(t => t[0].Square(), g => g[0].Map(v => v * v), Activation(3, 13));

    [Fact]
    public void Sqrt_AgainstSlow_Agrees()
        => OpCheck.BothTypes(t => t[0].Sqrt(), g => g[0].Map(Math.Sqrt), Activation(3, 13).Positive());

    [Fact]
    public void Rsqrt_AgainstSlow_Agrees()
        => OpCheck.BothTypes(t => t[0].Rsqrt(), g => Slow.Rsqrt(g[0]), Activation(3, 13).Positive());

    [Fact]
    public void Sqrt_OfZero_HasGradientZero()
    {
        using Tape tape = new();
        using Tensor x = Tensor.Zeros([2]);
        tape.Watch(x);
        tape.Backward(x.Sqrt().Sum());
        tape.Gradient(x)!.ToArray().ShouldBe([0, 0]);
    }

    [Fact]
    public void Tensor_TwiceInOneOperation_GetsBothGradients()
    {
        OpCheck.BothTypes(t => t[0].Times(t[0]), g => g[0].Map(v => v * v), Activation(4, 5));
        OpCheck.BothTypes(t => t[0].Plus(t[0]), g => g[0].Map(v => 2 * v), Activation(4, 5));
        OpCheck.BothTypes(t => t[0].Minus(t[0]).Plus(t[0]), g => g[0], Activation(4, 5));
        OpCheck.BothTypes(t => t[0].Plus(t[0]).Times(t[0].Plus(t[0])), g => g[0].Map(v => 4 * v * v), Activation(4, 5));
        OpCheck.BothTypes(t => t[0].SumSquaredDifference(t[0]).Plus(t[0].Sum()), g => Slow.Sum(g[0]), Activation(4, 5));
    }
}
