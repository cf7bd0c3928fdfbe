using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Tensors.Tests;

/// <summary>
/// What a caller can get wrong ends in an exception that names the operation and the shapes, never in a wrong number.
/// </summary>
public sealed class WrongUseTests
{
    private static readonly Dictionary<string, (Action Act, string[] Names)> _misfits = new()
    {
        ["Conv2d of other channels"] = (() => New(1, 4, 4, 3)
            .Conv2d(New(2, 5, 3, 3)), ["Conv2d", "[1, 4, 4, 3]", "[2, 5, 3, 3]"]),
        ["Conv2d of an oblong kernel"] = (() => New(1, 4, 4, 3).Conv2d(New(2, 3, 3, 1)), ["Conv2d", "[2, 3, 3, 1]"]),
        ["Conv2d with a wrong bias"] = (() => New(1, 4, 4, 3)
            .Conv2d(New(2, 3, 3, 3), New(3)), ["Conv2d", "bias", "[3]"]),
        ["Conv2d of a small image"] = (() => New(1, 2, 2, 3)
            .Conv2d(New(2, 3, 3, 3), padding: 0), ["Conv2d", "[1, 2, 2, 3]"]),
        ["Conv2d with stride 0"] = (() => New(1, 4, 4, 3).Conv2d(New(2, 3, 3, 3), stride: 0), ["Conv2d", "stride 0"]),
        ["Conv2d with negative padding"] = (() => New(1, 4, 4, 3)
            .Conv2d(New(2, 3, 3, 3), padding: -1), ["Conv2d", "padding -1"]),
        ["Conv2d with absurd padding"] = (() => New(1, 4, 4, 3)
            .Conv2d(New(2, 3, 3, 3), padding: int.MaxValue), ["Conv2d", "padding"]),
        ["Conv2d of a bfloat16 weight"] = (() => New(1, 4, 4, 3)
            .Conv2d(New(2, 3, 3, 3).To(DType.BFloat16)), ["Conv2d", "BFloat16 [2, 3, 3, 3]"]),
        ["Conv2d of a matrix"] = (() => New(4, 3).Conv2d(New(2, 3, 3, 3)), ["Conv2d", "[4, 3]"]),
        ["ConvTranspose2d of other channels"] = (() => New(1, 4, 4, 3)
            .ConvTranspose2d(New(2, 3, 3, 3)), ["ConvTranspose2d", "[2, 3, 3, 3]"]),
        ["ConvTranspose2d with all cut off"] = (() => New(1, 1, 1, 3)
            .ConvTranspose2d(New(3, 2, 3, 3), padding: 2), ["ConvTranspose2d", "padding 2"]),
        ["ConvTranspose2d with an absurd stride"] = (() => New(1, 3, 3, 3)
            .ConvTranspose2d(New(3, 2, 3, 3), int.MaxValue), ["ConvTranspose2d", "stride"]),
        ["Dense of other inputs"] = (() => New(2, 3).Dense(New(4, 5)), ["Dense", "[2, 3]", "[4, 5]"]),
        ["Dense with a wrong bias"] = (() => New(2, 3).Dense(New(4, 3), New(3)), ["Dense", "bias", "[3]"]),
        ["Dense of an image"] = (() => New(2, 1, 1, 3).Dense(New(4, 3)), ["Dense", "[2, 1, 1, 3]"]),
        ["Gram of a matrix"] = (() => New(2, 3).Gram(), ["Gram", "[2, 3]"]),
        ["KernelEnergy of a matrix"] = (() => New(2, 3).KernelEnergy(), ["KernelEnergy", "[2, 3]"]),
        ["Style of a list"] = (() => New(3).Style(slope: 0.2f), ["Style", "[3]"]),
        ["Style of a scalar"] = (() => New().Style(), ["Style", "[]"]),
        ["Style with a wrong scale"] = (() => New(2, 4, 4, 3).Style(scale: New(2)), ["Style", "scale", "[2]"]),
        ["Style with a wrong shift"] = (() => New(2, 4, 4, 3).Style(shift: New(3, 3)), ["Style", "shift", "[3, 3]"]),
        ["Style with noise alone"] = (() => New(2, 4, 4, 3).Style(noise: New(4, 4)), ["Style", "noise and strength"]),
        ["Style with turned noise"] = (() => New(2, 4, 5, 3)
            .Style(noise: New(5, 4), strength: New()), ["Style", "noise", "[5, 4]"]),
        ["Style with too much noise"] = (() => New(2, 4, 5, 3)
            .Style(noise: New(3, 4, 5), strength: New()), ["Style", "noise", "[3, 4, 5]"]),
        ["Style with a wrong strength"] = (() => New(2, 4, 4, 3)
            .Style(noise: New(4, 4), strength: New(2)), ["Style", "strength", "[2]"]),
        ["Softplus of bfloat16"] = (() => New(3).To(DType.BFloat16).Softplus(), ["Softplus", "BFloat16 [3]"]),
        ["Resize of a matrix"] = (() => New(2, 3).Resize(4, 4, Interpolation.Area), ["Resize", "[2, 3]"]),
        ["Resize to nothing"] = (() => New(1, 2, 2, 3).Resize(0, 4, Interpolation.Area), ["Resize", "[1, 2, 2, 3]"]),
        ["NearestUp2 of a matrix"] = (() => New(2, 3).NearestUp2(), ["NearestUp2", "[2, 3]"]),
        ["Fir longer than the image"] = (() => New(1, 2, 2, 3).Fir([1, 3, 3, 1]), ["Fir", "[1, 2, 2, 3]"]),
        ["Fir of no taps"] = (() => New(1, 2, 2, 3).Fir([]), ["Fir", "taps"]),
        ["Fir of taps with sum 0"] = (() => New(1, 2, 2, 3).Fir([1, -1]), ["Fir", "sum"]),
        ["Fir with a negative gain"] = (() => New(1, 2, 2, 3).Fir([1, 1], gain: -1), ["Fir", "gain"]),
        ["Fir with an absurd factor"] = (() => New(1, 2, 2, 3).Fir([1, 1], up: int.MaxValue), ["Fir", "[1, 2, 2, 3]"]),
        ["UpFirDown of a long filter"] = (() => New(1, 2, 2, 3).UpFirDown(New(3, 3)), ["UpFirDown", "[3, 3]"]),
        ["UpFirDown by 0"] = (() => New(1, 2, 2, 3).UpFirDown(New(1, 1), down: 0), ["UpFirDown", "above 0"]),
        ["InstanceNorm of a matrix"] = (() => New(2, 3).InstanceNorm(), ["InstanceNorm", "[2, 3]"]),
        ["PixelNorm of a scalar"] = (() => New().PixelNorm(), ["PixelNorm", "[]"]),
        ["UnitNorm of a scalar"] = (() => New().UnitNorm(), ["UnitNorm", "[]"]),
        ["MinibatchDeviation of odd groups"] = (() => New(3, 2, 2, 3)
            .MinibatchDeviation(2), ["MinibatchDeviation", "[3, 2, 2, 3]"]),
        ["MaxPool2 of one row"] = (() => New(1, 1, 4, 3).MaxPool2(), ["MaxPool2", "[1, 1, 4, 3]"]),
        ["SumPixels of a matrix"] = (() => New(2, 3).SumPixels(), ["SumPixels", "[2, 3]"]),
        ["SumPerItem of a scalar"] = (() => New().SumPerItem(), ["SumPerItem", "[]"]),
        ["Distance of two shapes"] =
            (() => New(2, 3).SumSquaredDifference(New(3, 2)), ["SumSquaredDifference", "[2, 3]", "[3, 2]"]),
        ["Distance of two types"] = (() => New(3).SumAbsoluteDifference(
            New(3).To(DType.BFloat16)), ["SumAbsoluteDifference", "BFloat16 [3]"]),
        ["Plus of leading axes"] = (() => New(2, 3).Plus(New(2)), ["Plus", "[2, 3]", "[2]"]),
        ["Plus of a larger second"] = (() => New(3).Plus(New(2, 3)), ["Plus", "[3]", "[2, 3]"]),
        ["Times of two types"] = (() => New(3).Times(New(3).To(DType.BFloat16)), ["Times", "BFloat16 [3]"]),
        ["Reshape to another count"] = (() => New(2, 3).Reshape([5]), ["Reshape", "[2, 3]", "[5]"]),
        ["Slice beyond the end"] = (() => New(2, 3).Slice(1, 2, 2), ["Slice", "[2, 3]"]),
        ["Slice of an absurd length"] = (() => New(2, 3).Slice(1, 1, int.MaxValue), ["Slice", "[2, 3]"]),
        ["Slice of no axis"] = (() => New(2, 3).Slice(2, 0, 1), ["Slice", "axis 2"]),
        ["Select of a matrix"] = (() => New(2, 3).Select(0), ["Select", "[2, 3]"]),
        ["Select beyond the end"] = (() => New(2, 3, 4).Select(3), ["Slice", "[2, 3, 4]"]),
        ["Concat of nothing"] = (() => Array.Empty<Tensor>().Concat(0), ["Concat"]),
        ["Concat of other axes"] = (() => new[] { New(2, 3), New(2, 4) }.Concat(0), ["Concat", "[2, 3]", "[2, 4]"]),
        ["Concat of other ranks"] = (() => new[] { New(2, 3), New(2, 3, 1) }.Concat(0), ["Concat", "[2, 3, 1]"]),
        ["Repeat of a long axis"] = (() => New(2, 3).Repeat(0, 2), ["Repeat", "[2, 3]"]),
        ["Repeat 0 times"] = (() => New(1, 3).Repeat(0, 0), ["Repeat", "[1, 3]"]),
        ["From with too few values"] = (() => Tensor.From([1, 2], [3]), ["From", "[3]"]),
        ["Backward from many numbers"] = (() => Tape(x => x.Times(2)), ["Backward", "[2, 3]"]),
        ["Backward from a bfloat16 number"] = (() => Tape(
            x => x.Sum().To(DType.BFloat16)), ["Backward", "BFloat16 []"]),
    };

    public static TheoryData<string> Misfits => [.. _misfits.Keys];

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Operation_OnWhatDoesNotFit_NamesItselfAndTheShapes(string which)
    {
        using Tape tape = new();
        (Action act, string[] names) = _misfits[which];
        string message = Should.Throw<ArgumentException>(act).Message;
        names.ShouldAllBe(name => message.Contains(name), message);
    }

    [Fact]
    public void Shape_WithoutLengthOrWithTooManyAxes_IsRefused()
    {
        Should.Throw<ArgumentException>(() => Shape.Of(3, 0)).Message.ShouldContain("[3, 0]");
        Should.Throw<ArgumentException>(() => Shape.Of(1, 1, 1, 1, 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => Shape.Of(2)[1]);
    }

    [Fact]
    public void Tensor_TooLargeForAnyMemory_IsRefused()
    {
        Should.Throw<ComputeException>(() => new Tensor([int.MaxValue, int.MaxValue])).Message.ShouldContain("memory");
        Should.Throw<ComputeException>(() => new Tensor([1 << 20, 1 << 20, 1 << 14])).Message.ShouldContain("memory");
        Should.Throw<ComputeException>(
            () => new Tensor([int.MaxValue, int.MaxValue, 2])).Message.ShouldContain("memory");
    }

    [Fact]
    public void Operation_WithoutATape_SaysSo()
    {
        using Tensor x = New(2, 3);
        Should.Throw<InvalidOperationException>(() => x.Times(2)).Message.ShouldStartWith("Times: no tape is open");
    }

    [Fact]
    public void Operation_OnADisposedTensor_NamesItselfAndTheShape()
    {
        using Tape tape = new();
        Tensor x = New(2, 3), w = New(4, 3);
        x.Dispose();
        x.Dispose();
        string message = Should.Throw<ObjectDisposedException>(() => x.Dense(w)).Message;
        message.ShouldContain("Dense");
        message.ShouldContain("[2, 3]");
        Should.Throw<ObjectDisposedException>(() => w.Style(shift: x));
        Should.Throw<ObjectDisposedException>(() => new[] { w, x }.Concat(0));
        Should.Throw<ObjectDisposedException>(() => tape.Watch(x)).Message.ShouldContain("Watch");
        Should.Throw<ObjectDisposedException>(() => x.Span.Length);
        Should.Throw<ObjectDisposedException>(() => x.WritableSpan.Length);
        Should.Throw<ObjectDisposedException>(x.ToArray);
        Should.Throw<ObjectDisposedException>(x.Clone);
        Should.Throw<ObjectDisposedException>(x.Detach);
        Should.Throw<ObjectDisposedException>(() => x.Version);
        Should.Throw<ObjectDisposedException>(() => x.To(DType.Float32));
        x.ToString().ShouldBe("Float32 [2, 3]");
    }

    [Fact]
    public void Result_KeptBeyondItsTape_IsDisposed()
    {
        using Tensor x = New(2, 3);
        Tensor y, kept;
        using (Tape tape = new())
        {
            y = x.Times(2);
            kept = y.Detach();
        }

        y.IsDisposed.ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => y.Span.Length);
        kept.Span[0].ShouldBe(2);
        kept.Dispose();
        using Tape other = new();
        Should.Throw<ObjectDisposedException>(() => y.Plus(1));
    }

    [Fact]
    public void Tape_UsedTwice_IsRefused()
    {
        using Tape tape = new();
        using Tensor x = New(2, 3);
        tape.Watch(x);
        Tensor loss = x.Sum();
        tape.Backward(loss);
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss)).Message.ShouldContain(
            "has run backward already");
        Should.Throw<InvalidOperationException>(() => x.Times(2)).Message.ShouldStartWith(
            "Times: this tape has run backward");
        Should.Throw<InvalidOperationException>(() => tape.Watch(x));
        tape.Gradient(x)!.ToArray().ShouldAllBe(g => g == 1);
    }

    [Fact]
    public void Tape_Disposed_IsRefused()
    {
        Tape tape = new();
        using Tensor x = New(2, 3);
        tape.Watch(x);
        Tensor loss = x.Sum();
        tape.Backward(loss);
        tape.Dispose();
        tape.Dispose();
        Should.Throw<ObjectDisposedException>(() => tape.Gradient(x)).Message.ShouldContain("Gradient");
        Should.Throw<ObjectDisposedException>(() => tape.Watch(x)).Message.ShouldContain("Watch");
        Should.Throw<ObjectDisposedException>(() => tape.Backward(loss)).Message.ShouldContain("Backward");
    }

    [Fact]
    public void Tapes_ClosedInTheWrongOrder_SaySoAndCanStillBeClosed()
    {
        Tape outer = new(), inner = new();
        Should.Throw<InvalidOperationException>(outer.Dispose).Message.ShouldContain(
            "before a tape that was opened after it");
        using Tensor x = New(3);
        x.Times(2).ToArray().ShouldAllBe(v => v == 2);
        inner.Dispose();
        outer.Dispose();
        Should.Throw<InvalidOperationException>(() => x.Times(2)).Message.ShouldContain("no tape is open");
    }

    [Fact]
    public void Tape_OfAnotherThread_IsRefused()
    {
        using Tape tape = new();
        using Tensor x = New(3);
        tape.Watch(x);
        Tensor loss = x.Sum();
        OnAnotherThread(() =>
        {
            Should.Throw<InvalidOperationException>(() => x.Times(2)).Message.ShouldContain(
                "no tape is open on this thread");
            Should.Throw<InvalidOperationException>(() => tape.Backward(loss)).Message.ShouldContain("another thread");
            Should.Throw<InvalidOperationException>(() => tape.Watch(x)).Message.ShouldContain("another thread");
            Should.Throw<InvalidOperationException>(tape.Dispose).Message.ShouldContain("another thread");
        });
        tape.Backward(loss);
        tape.Gradient(x)!.ToArray().ShouldAllBe(g => g == 1);
    }

    [Fact]
    public void Gradient_OfWhatWasNotWatchedOrNotYetRun_IsRefused()
    {
        using Tape tape = new();
        using Tensor x = New(3), other = New(3), unused = New(3);
        tape.Watch(x);
        tape.Watch(unused);
        Tensor loss = x.Plus(other).Sum();
        Should.Throw<InvalidOperationException>(() => tape.Gradient(x)).Message.ShouldContain(
            "before the tape has run backward");
        tape.Backward(loss);
        Should.Throw<InvalidOperationException>(() => tape.Gradient(other)).Message.ShouldContain(
            "Float32 [3] was not watched");
        Should.Throw<InvalidOperationException>(() => tape.Gradient(loss));
        tape.Gradient(unused).ShouldBeNull();
    }

    [Fact]
    public void Backward_FromWhatDependsOnNothingWatched_IsRefused()
    {
        using Tape tape = new();
        using Tensor x = New(3), gradient = New(2);
        Tensor loss = x.Sum();
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss)).Message.ShouldContain("depends on nothing");
        Should.Throw<ArgumentException>(() => tape.Backward(x, gradient)).Message.ShouldContain("[2]");
        loss.Dispose();
        Should.Throw<ObjectDisposedException>(() => tape.Backward(loss)).Message.ShouldContain("Backward");
    }

    [Fact]
    public void Watch_AfterUse_IsRefused()
    {
        using Tape tape = new();
        using Tensor x = New(3);
        Tensor y = x.Square();
        Should.Throw<InvalidOperationException>(() => tape.Watch(x)).Message.ShouldContain("used on this tape already");
        tape.Watch(y);
        tape.Backward(y.Sum());
        tape.Gradient(y)!.ToArray().ShouldAllBe(g => g == 1);
    }

    [Fact]
    public void Watch_OfABFloat16Input_IsRefused()
    {
        using Tape tape = new();
        using Tensor x = new([3], DType.BFloat16);
        Should.Throw<ArgumentException>(() => tape.Watch(x)).Message.ShouldContain("BFloat16 [3]");
    }

    [Fact]
    public void Backward_ThroughWhatWasWrittenToSince_IsRefused()
    {
        using Tape tape = new();
        using Tensor x = New(2, 3), w = New(4, 3);
        tape.Watch(x);
        Tensor loss = x.Dense(w).Sum();
        w.WritableSpan[0] = 5;
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss)).Message.ShouldContain(
            "Float32 [4, 3] was written to");
    }

    [Fact]
    public void Optimizer_OfWrongParameters_IsRefused()
    {
        using Tensor x = New(3), half = new([3], DType.BFloat16);
        Should.Throw<ArgumentException>(() => new Adam([x, half])).Message.ShouldContain("BFloat16 [3]");
        Should.Throw<ArgumentException>(() => new Adam([x, x])).Message.ShouldContain("twice");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam([x], beta1: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam([x], beta2: -0.1f));
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd([x], momentum: 1));
        using Adam adam = new([x]);
        using Tape tape = new();
        Should.Throw<InvalidOperationException>(() => adam.Step(tape, 0.1f));
        adam.StepsTaken.ShouldBe(0);
    }

    [Fact]
    public void Item_OfManyOrOfBFloat16_IsRefused()
    {
        using Tensor many = New(3), half = new([], DType.BFloat16);
        Should.Throw<InvalidOperationException>(() => many.Item).Message.ShouldContain("Float32 [3]");
        Should.Throw<InvalidOperationException>(() => half.Item);
        Should.Throw<InvalidOperationException>(() => half.Span.Length).Message.ShouldContain("Span");
    }

    private static Tensor New(params int[] shape) => Tensor.Full(Shape.Of(shape), 1);

    private static void Tape(Func<Tensor, Tensor> loss)
    {
        using Tape tape = new();
        Tensor x = New(2, 3);
        tape.Watch(x);
        tape.Backward(loss(x));
    }

    private static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
    }
}
