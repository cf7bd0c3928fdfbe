using Mien.Checkpoints;
using Mien.Networks;
using Mien.Networks.Import;
using Mien.Tensors;

namespace Mien.Models;

/// <summary>
/// The mean style vector of a generator whose file lacks it: training keeps a running mean of w, here w is averaged
/// over 10,000 latents of fixed seeds.
/// </summary>
internal static class MeanStyleEstimate
{
    private const int Batches = 10;
    private const int BatchSize = 1000;

    /// <summary>The mean style vector under the name that the generator knows it by.</summary>
    public static CheckpointTensor Compute(GeneratorWeights weights, CancellationToken stop)
    {
        (int zDim, int wDim, int layers) =
            (weights.Architecture.ZDim, weights.Architecture.WDim, weights.Architecture.Layers);
        Dictionary<string, CheckpointTensor> tensors = new(weights.Tensors)
        {
            [weights.MeanStyle] = CheckpointTensor.From(weights.MeanStyle, [wDim], new float[wDim]),
        };
        using StyleGenerator generator = weights.Architecture.Build(Weights.Of(tensors));
        using Tensor? label = EveryClass(weights.Architecture.LabelDim);
        double[] sum = new double[wDim];
        for (int batch = 0; batch < Batches; batch++)
        {
            stop.ThrowIfCancellationRequested();
            using Tape tape = new();
            using Tensor z = Tensor.Normal(Shape.Of(BatchSize, zDim), batch);
            float[] ws = generator.Map(z, label).ToArray();
            for (int i = 0; i < BatchSize; i++)
            {
                for (int j = 0; j < wDim; j++)
                {
                    sum[j] += ws[(i * layers * wDim) + j];
                }
            }
        }

        return CheckpointTensor.From(
            weights.MeanStyle, [wDim], [.. sum.Select(s => (float)(s / (Batches * BatchSize)))]);
    }

    // Every class as often as any other; null where there are none.
    private static Tensor? EveryClass(int classes)
    {
        if (classes == 0)
        {
            return null;
        }

        float[] oneHot = new float[BatchSize * classes];
        for (int i = 0; i < BatchSize; i++)
        {
            oneHot[(i * classes) + (i % classes)] = 1;
        }

        return Tensor.From(oneHot, Shape.Of(BatchSize, classes));
    }
}
