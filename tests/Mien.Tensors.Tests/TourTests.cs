using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Tensors.Tests;

/// <summary>The library on one page. Read it from top to bottom.</summary>
public sealed class TourTests
{
    [Fact]
    public void Tensor_HoldsNumbersInAShape()
    {
        using Tensor x = Tensor.From([1, 2, 3, 4, 5, 6], [2, 3]); // native memory: whoever makes it, disposes it
        x.Shape.ShouldBe([2, 3]);
        x.Count.ShouldBe(6);
        x.Span[4].ShouldBe(5);
        x.ToString().ShouldBe("Float32 [2, 3]");
    }

    [Fact]
    public void Tape_OwnsWhatOperationsMake()
    {
        using Tensor x = Tensor.From([1, -2, 3], [3]);
        Tensor y;
        using (Tape tape = new())
        {
            y = x.Times(2).Relu(); // both results live until the tape is closed
            y.ToArray().ShouldBe([2, 0, 6]);
        }

        y.IsDisposed.ShouldBeTrue();
        x.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public void Tape_RunBackward_GivesGradientsOfWhatIsWatched()
    {
        using Tensor x = Tensor.From([1, 2, 3], [3]);
        using Tape tape = new();
        tape.Watch(x); // before its first use
        Tensor loss = x.Square().Sum(); // Σ x²
        tape.Backward(loss); // once
        loss.Item.ShouldBe(14);
        tape.Gradient(x)!.ToArray().ShouldBe([2, 4, 6]); // 2x
    }

    [Fact]
    public void Images_AreNhwc_AndConvolutionsTakeOIKK()
    {
        using Tensor image = Tensor.Normal([1, 64, 64, 3], seed: 1), weight = Tensor.Normal([16, 3, 3, 3], seed: 2);
        using Tape tape = new();
        Tensor features = image.Conv2d(weight, relu: true); // [1, 64, 64, 16]
        Tensor half = features.MaxPool2(); // [1, 32, 32, 16]
        Tensor gram = half.Gram(); // [1, 16, 16]
        half.Shape.ShouldBe([1, 32, 32, 16]);
        gram.Shape.ShouldBe([1, 16, 16]);
    }

    [Fact]
    public void ModulatedConvolution_ScalesBeforeAndAfterAConstantWeight()
    {
        using Tensor x = Tensor.Normal([1, 8, 8, 4], seed: 1), w = Tensor.Normal([6, 4, 3, 3], seed: 2),
            s = Tensor.Full([1, 4], 0.5f);
        using Tape tape = new();
        Tensor demodulation = s.Square().Dense(w.KernelEnergy()).Rsqrt(); // 1 / √(Σ s² Σ w² + 1e-8): [1, 6]
        // [1, 8, 8, 6]
        Tensor y = x.ScaleChannels(s).Conv2d(w).Style(scale: demodulation, slope: 0.2f, gain: MathF.Sqrt(2));
        y.Shape.ShouldBe([1, 8, 8, 6]);
    }

    [Fact]
    public void BFloat16_IsForActivations()
    {
        using Tensor x = Tensor.Full([1, 4, 4, 8], 1 / 3f), w = Tensor.Normal([8, 8, 1, 1], seed: 1);
        using Tape tape = new();
        DType type = Precision.BFloat16.Activations();
        Tensor y = x.To(type).Conv2d(w); // half the memory; losses and gradients of weights stay float32
        y.DType.ShouldBe(DType.BFloat16);
        y.Sum().DType.ShouldBe(DType.Float32);
    }

    [Fact]
    public void Optimizer_FindsAMinimum()
    {
        using Tensor x = Tensor.Zeros([2]), target = Tensor.From([3, -1], [2]);
        using Adam adam = new([x]);
        LearningRate schedule = new(0.2f, RampUp: 0.05f, RampDown: 0.25f);
        for (int step = 0; step < 200; step++)
        {
            using Tape tape = new(); // one tape a step
            tape.Watch(x);
            tape.Backward(x.SumSquaredDifference(target));
            adam.Step(tape, schedule.At(step, 200));
        }

        x.ToArray().ShouldBe([3, -1], 1e-2);
    }

    [Fact]
    public void Mistakes_SayWhatAndWhere()
    {
        using Tensor x = Tensor.Zeros([2, 3]), w = Tensor.Zeros([4, 5]);
        using Tape tape = new();
        Should.Throw<ArgumentException>(() => x.Dense(w)).Message
            .ShouldBe("Dense: wants x [N, I] and weight [O, I]; got Float32 [2, 3], Float32 [4, 5]");
    }
}
