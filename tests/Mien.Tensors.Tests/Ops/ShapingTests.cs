using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

public sealed class ShapingTests
{
    [Fact]
    public void Reshape_AgainstSlow_Agrees()
        => OpCheck.BothTypes(t => t[0].Reshape([4, 15]), g => g[0].Reshape(4, 15), Activation(2, 3, 2, 5));

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(1, 0, 3)]
    [InlineData(2, 3, 1)]
    [InlineData(3, 1, 4)]
    public void Slice_AgainstSlow_Agrees(int axis, int start, int length)
        => OpCheck.BothTypes(
            t => t[0].Slice(axis, start, length), g => Slow.Slice(g[0], axis, start, length), Activation(3, 3, 4, 5));

    [Fact]
    public void Select_AgainstSlow_Agrees()
        => OpCheck.BothTypes(t => t[0].Select(2), g => Slow.Slice(g[0], 1, 2, 1).Reshape(3, 5), Activation(3, 4, 5));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Concat_AgainstSlow_Agrees(int axis)
    {
        int[] With(int length)
        {
            int[] shape = [3, 4, 5];
            shape[axis] = length;
            return shape;
        }

        OpCheck.BothTypes(
            t => t.Concat(axis), g => Slow.Concat(g, axis), Activation(With(1)), Activation(With(3)),
            Activation(With(2)));
    }

    [Fact]
    public void Concat_OfOneTensorTwice_GetsBothGradients() => OpCheck.BothTypes(
        t => new[] { t[0], t[0] }.Concat(1), g => Slow.Concat([g[0], g[0]], 1), Activation(2, 3));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Repeat_AgainstSlow_Agrees(int axis)
    {
        int[] shape = [3, 4, 5];
        shape[axis] = 1;
        OpCheck.BothTypes(t => t[0].Repeat(axis, 3), g => Slow.Repeat(g[0], axis, 3), Activation(shape));
    }

    [Fact]
    public void To_AndBack_RoundsOnceAndPassesTheGradient()
    {
        using Tape tape = new();
        using Tensor x = Tensor.Normal([37], 1), r = Tensor.From(
            [.. Enumerable.Range(0, 37).Select(i => i - 18f)], [37]);
        tape.Watch(x);
        Tensor y = x.To(DType.BFloat16).To(DType.Float32);
        tape.Backward(y.Times(r).Sum());
        y.ToArray().ShouldBe(x.ToArray().Select(OpCheck.Rounded));
        tape.Gradient(x)!.ToArray().ShouldBe(r.ToArray());
    }
}
