using Mien.Networks.StyleGan2;
using Mien.Tensors;

namespace Mien.Networks.Tests;

/// <summary>The pool counts for the whole process: nothing else may run.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    [Fact]
    public void Synthesize_InInference_HoldsLittleMoreThanTheLargestLayer()
    {
        StyleGan2Architecture a = new()
        {
            Resolution = 256,
            ZDim = 8,
            WDim = 8,
            Channels = [8, 8, 8, 8, 8, 8, 32],
            MappingLayers = 1,
        };
        using StyleGan2Generator generator = new(a, StyleGan2Initialization.Weights(a, 1));
        using Tensor ws = Tensor.Normal([1, 14, 8], 3);
        for (int i = 0; i < 2; i++)
        {
            using Tape tape = new();
            TensorPool.Trim();
            long before = TensorPool.BytesInUse;
            generator.Synthesize(ws);
            long layer = 256 * 256 * 32 * sizeof(float);
            (TensorPool.BytesInUse - before).ShouldBeLessThan(layer / 2, "what stays: the skip images");
            // Half a megabyte for the padding of packed weights and scratch, of which some processors need more than
            // others.
            (TensorPool.PeakBytes - before).ShouldBeLessThan((7 * layer) + (1 << 19), "what was needed on the way");
        }
    }
}
