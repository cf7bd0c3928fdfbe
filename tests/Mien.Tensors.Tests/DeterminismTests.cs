using Mien.Tensors.Ops;

namespace Mien.Tensors.Tests;

/// <summary>The same inputs give the same bits.</summary>
[Collection(nameof(Undisturbed))]
public sealed class DeterminismTests
{
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void Network_RunTwice_GivesTheSameBits(DType type)
    {
        using Weights weights = new(1);
        float[] first = Run(weights, type, 2), second = Run(weights, type, 2);
        second.ShouldBe(first);
    }

    [Fact]
    public void Normal_OfTheSameSeed_GivesTheSameBits()
    {
        using Tensor a = Tensor.Normal([3, 5], 7), b = Tensor.Normal([15], 7), other = Tensor.Normal([15], 8);
        b.ToArray().ShouldBe(a.ToArray());
        other.ToArray().ShouldNotBe(a.ToArray());
    }

    /// <summary>Everything that does not run in oneDNN: its blocks depend on the shape alone.</summary>
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void SumsAndPasses_OnOneAndOnMoreThreads_GiveTheSameBits(DType type)
    {
        float[] alone = OnThread(1, () => Passes(type));
        OnThread(2, () => Passes(type)).ShouldBe(alone);
        OnThread(3, () => Passes(type)).ShouldBe(alone);
    }

    /// <summary>Four tapes at once, with frozen weights that all of them share and none has packed yet.</summary>
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void Tapes_OnFourThreadsAtOnce_GiveTheBitsOfOneAfterAnother(DType type)
    {
        using Weights weights = new(1), unpacked = new(1);
        float[][] expected = [.. Enumerable.Range(0, 4).Select(seed => OnThread(2, () => Run(weights, type, seed)))];
        float[][] actual = new float[4][];
        using Barrier start = new(4);
        Exception?[] failures = new Exception?[4];
        Thread[] threads = [.. Enumerable.Range(0, 4)
            .Select(seed => new Thread(() => failures[seed] = Record.Exception(() =>
        {
            Engine.Threads = 2;
            start.SignalAndWait();
            for (int i = 0; i < 3; i++)
            {
                actual[seed] = Run(unpacked, type, seed);
            }
        })))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        failures.ShouldAllBe(failure => failure == null);
        for (int seed = 0; seed < 4; seed++)
        {
            actual[seed].ShouldBe(expected[seed]);
        }
    }

    [Fact]
    public void Threads_BelowOne_AreRefused() => Should.Throw<ArgumentOutOfRangeException>(() => Engine.Threads = 0);

    // Loss, result and gradient of a small network for an input of the seed.
    private static float[] Run(Weights w, DType type, int seed)
    {
        using Tape tape = new();
        using Tensor x = Tensor.Normal([2, 24, 24, 16], seed), scale = Tensor.Normal([2, 32], seed + 1);
        tape.Watch(x);
        tape.Watch(scale);
        Tensor h = x.To(type).Conv2d(w.First, relu: true).Style(scale, slope: 0.2f); // [2, 24, 24, 32]
        h = h.ConvTranspose2d(w.Second).Fir([1, 3, 3, 1], before: 1, after: 1).MaxPool2(); // [2, 24, 24, 32]
        Tensor loss = h.Gram().Square().Sum().Plus(
            h.To(DType.Float32).InstanceNorm().SumPixels().Dense(w.Third).Square().Sum());
        tape.Backward(loss);
        return [loss.Item, .. h.ToArray(), .. tape.Gradient(x)!.ToArray(), .. tape.Gradient(scale)!.ToArray()];
    }

    private static float[] Passes(DType type)
    {
        using Tape tape = new();
        using Tensor x = Tensor.Normal([2, 61, 67, 19], 1), scale = Tensor.Normal([2, 19], 2),
            shift = Tensor.Normal([19], 3);
        using Tensor noise = Tensor.Normal([61, 67], 4), strength = Tensor.Normal([19], 5);
        Tensor[] watched = [x, scale, shift, noise, strength];
        Array.ForEach(watched, tape.Watch);
        Tensor h = x.To(type).Style(scale, shift, noise, strength, 0.2f).InstanceNorm()
            .Fir([1, 2, 1], before: 1, after: 1).PixelNorm();
        Tensor loss = h.Sum().Plus(h.SumPixels().Square().Sum()).Plus(h.SumSquaredDifference(x.To(type)));
        tape.Backward(loss);
        return [loss.Item, .. h.ToArray(), .. watched.SelectMany(t => tape.Gradient(t)!.ToArray())];
    }

    // OpenMP keeps the number of threads for each thread apart.
    private static float[] OnThread(int threads, Func<float[]> work)
    {
        float[] result = [];
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() =>
        {
            Engine.Threads = threads;
            result = work();
        }));
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
        return result;
    }

    private sealed class Weights(int seed) : IDisposable
    {
        public Tensor First { get; } = Tensor.Normal([32, 16, 3, 3], seed + 10);

        public Tensor Second { get; } = Tensor.Normal([32, 32, 3, 3], seed + 11);

        public Tensor Third { get; } = Tensor.Normal([4, 32], seed + 12);

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
            Third.Dispose();
        }
    }
}
