using System.Diagnostics;
using System.Runtime;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Tensors.Tests;

/// <summary>
/// A loop that trains a small network holds its memory constant, and frees it without the garbage collector.
/// </summary>
[Collection(nameof(Undisturbed))]
public sealed class MemoryTests
{
    [Fact]
    public void Training_OverTwoThousandSteps_TakesNoMore()
    {
        using Training training = new();
        training.Run(10);
        long held = TensorPool.BytesHeld, inUse = TensorPool.BytesInUse, resident = Resident();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        training.Run(1990);
        long perStep = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1990;

        perStep.ShouldBeLessThan(200_000);
        TensorPool.BytesInUse.ShouldBe(inUse);
        ((double)TensorPool.BytesHeld).ShouldBeLessThanOrEqualTo(held * 1.02);
        ((double)Resident()).ShouldBeLessThanOrEqualTo(resident * 1.02);
    }

    [Fact]
    public void Training_WhileNothingIsCollected_TakesNoMore()
    {
        using Training training = new();
        training.Run(10);
        long held = TensorPool.BytesHeld, inUse = TensorPool.BytesInUse;
        GC.TryStartNoGCRegion(100_000_000).ShouldBeTrue();
        try
        {
            training.Run(50);
            GCSettings.LatencyMode.ShouldBe(GCLatencyMode.NoGCRegion, "a collection has run");
        }
        finally
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }

        TensorPool.BytesInUse.ShouldBe(inUse);
        TensorPool.BytesHeld.ShouldBe(held);
    }

    [Fact]
    public void Pool_Trimmed_HoldsOnlyWhatIsInUse()
    {
        using (Tensor large = Tensor.Zeros([1000, 1000]))
        {
            TensorPool.PeakBytes.ShouldBeGreaterThanOrEqualTo(4_000_000);
        }

        TensorPool.Trim();
        TensorPool.BytesHeld.ShouldBe(TensorPool.BytesInUse);
        TensorPool.PeakBytes.ShouldBe(TensorPool.BytesHeld);
    }

    // What the garbage collector has not given back yet is not the engine's.
    private static long Resident()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private sealed class Training : IDisposable
    {
        private readonly Tensor _x = Tensor.Normal([2, 16, 16, 3], 1);
        private readonly Tensor _noise = Tensor.Normal([16, 16], 2);
        private readonly Tensor _frozen = Tensor.Normal([8, 8, 3, 3], 3);
        private readonly Tensor[] _weights =
        [
            Tensor.Normal([8, 3, 3, 3], 4), Tensor.Normal([2, 8], 5), Tensor.Normal([8], 6), Tensor.Normal([], 7),
            Tensor.Normal([5, 8 * 16], 8),
        ];

        private readonly Adam _adam;

        public Training() => _adam = new(_weights);

        public void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                using Tape tape = new();
                foreach (Tensor weight in _weights)
                {
                    tape.Watch(weight);
                }

                Tensor h = _x.Conv2d(_weights[0]); // [2, 16, 16, 8]
                h = h.Style(_weights[1], _weights[2], _noise, _weights[3], 0.2f, 1.4f);
                h = h.Fir([1, 3, 3, 1], down: 2, before: 1, after: 1).Conv2d(_frozen, relu: true); // [2, 8, 8, 8]
                h = h.To(DType.BFloat16).Resize(4, 4, Interpolation.Area).To(DType.Float32); // [2, 4, 4, 8]
                Tensor loss = h.Reshape([2, 8 * 16]).Dense(_weights[4]).Square().Mean();
                tape.Backward(loss);
                _adam.Step(tape, 1e-3f);
            }
        }

        public void Dispose()
        {
            _adam.Dispose();
            foreach (Tensor tensor in _weights.Append(_x).Append(_noise).Append(_frozen))
            {
                tensor.Dispose();
            }
        }
    }
}
