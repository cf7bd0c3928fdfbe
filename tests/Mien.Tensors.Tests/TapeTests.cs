using Mien.Tensors.Ops;

namespace Mien.Tensors.Tests;

/// <summary>
/// What is allowed and easily got wrong by an engine: early disposal, sharing, nesting, watching in between.
/// </summary>
public sealed class TapeTests
{
    [Fact]
    public void Backward_AfterEveryHandleWasDisposed_IsRight()
    {
        using Tape tape = new();
        using Tensor x = Tensor.From([1, -2, 3], [3]);
        tape.Watch(x);
        Tensor square = x.Square(), product = square.Times(x), loss = product.Sum(); // Σ x³
        square.Dispose();
        product.Dispose();
        using Tensor overwriter = Tensor.Full([3], float.NaN), another = Tensor.Full([3], float.NaN);
        tape.Backward(loss);
        tape.Gradient(x)!.ToArray().ShouldBe([3, 12, 27]);
    }

    [Fact]
    public void Watch_OfAnIntermediate_GivesItsWholeGradientEvenAfterUse()
    {
        using Tape tape = new();
        using Tensor x = Tensor.From([1, -2], [2]);
        tape.Watch(x);
        Tensor y = x.Times(3), early = y.Square();
        tape.Watch(y);
        tape.Backward(early.Plus(y).Sum()); // Σ y² + y
        tape.Gradient(y)!.ToArray().ShouldBe([7, -11]);
        tape.Gradient(x)!.ToArray().ShouldBe([21, -33]);
    }

    [Fact]
    public void Watch_OfABFloat16Intermediate_GivesABFloat16Gradient()
    {
        using Tape tape = new();
        using Tensor x = Tensor.From([1, -2], [2]);
        tape.Watch(x);
        Tensor half = x.To(DType.BFloat16);
        tape.Watch(half);
        tape.Backward(half.Square().Sum());
        tape.Gradient(half)!.DType.ShouldBe(DType.BFloat16);
        tape.Gradient(half)!.ToArray().ShouldBe([2, -4]);
        tape.Gradient(x)!.DType.ShouldBe(DType.Float32);
        tape.Gradient(x)!.ToArray().ShouldBe([2, -4]);
    }

    [Fact]
    public void Gradients_ThatAreEqual_HaveMemoryOfTheirOwn()
    {
        using Tape tape = new();
        using Tensor a = Tensor.Zeros([3]), b = Tensor.Zeros([3]), dy = Tensor.Full([3], 2);
        tape.Watch(a);
        tape.Watch(b);
        Tensor sum = a.Plus(b);
        tape.Watch(sum);
        tape.Backward(sum, dy);
        tape.Gradient(a)!.WritableSpan.Fill(7);
        dy.WritableSpan.Fill(9);
        tape.Gradient(b)!.ToArray().ShouldBe([2, 2, 2]);
        tape.Gradient(sum)!.ToArray().ShouldBe([2, 2, 2]);
    }

    [Fact]
    public void Tape_InsideAnother_LeavesTheOuterOneAlone()
    {
        using Tape outer = new();
        using Tensor x = Tensor.Full([2], 3);
        outer.Watch(x);
        Tensor y = x.Square();
        using (Tape inner = new())
        {
            inner.Watch(y);
            inner.Backward(y.Times(5).Sum());
            inner.Gradient(y)!.ToArray().ShouldBe([5, 5]);
        }

        y.IsDisposed.ShouldBeFalse();
        outer.Backward(y.Sum());
        outer.Gradient(x)!.ToArray().ShouldBe([6, 6]);
    }

    [Fact]
    public void Detach_OfAnIntermediate_StopsTheGradient()
    {
        using Tape tape = new();
        using Tensor x = Tensor.Full([2], 3);
        tape.Watch(x);
        Tensor y = x.Square();
        using Tensor constant = y.Detach();
        tape.Backward(y.Times(constant).Sum()); // d/dx of 9 · x²
        tape.Gradient(x)!.ToArray().ShouldBe([54, 54]);
    }

    [Fact]
    public void Backward_FromAWatchedNumber_IsOne()
    {
        using Tape tape = new();
        using Tensor x = Tensor.Full([], 3);
        tape.Watch(x);
        tape.Backward(x);
        tape.Gradient(x)!.Item.ShouldBe(1);
    }

    [Fact]
    public void WritableSpan_OfAWeight_IsSeenByTheNextConvolution()
    {
        using Tensor x = Tensor.Full([1, 2, 2, 1], 1), w = Tensor.Full([1, 1, 1, 1], 1);
        for (int factor = 1; factor < 4; factor++)
        {
            w.WritableSpan[0] = factor;
            using Tape tape = new();
            x.Conv2d(w).ToArray().ShouldAllBe(v => v == factor);
        }
    }
}
