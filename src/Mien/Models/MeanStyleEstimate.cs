using Mien.Checkpoints;
using Mien.Networks.Import;
using Mien.Networks.StyleGan1;
using Mien.Networks.StyleGan2;
using Mien.Tensors;

namespace Mien.Models;

/// <summary>
/// The mean style vector of a generator whose file lacks it: training keeps a running mean of w, here w is averaged over
/// 10,000 latents of fixed seeds.
/// </summary>
internal static class MeanStyleEstimate
{
    private const int Batches = 10;
    private const int BatchSize = 1000;

    /// <summary>The mean style vector under the name that the generator knows it by.</summary>
    public static CheckpointTensor Compute(GeneratorWeights weights, CancellationToken stop)
    {
        (string name, int zDim, int wDim, int layers) = weights switch
        {
            StyleGan1Weights { Architecture: var a } => ("dlatent_avg", a.ZDim, a.WDim, a.Layers),
            StyleGan2Weights { Architecture: var a } => ("mapping.w_avg", a.ZDim, a.WDim, a.Layers),
            _ => throw new ArgumentException($"no mean style for {weights.GetType().Name}", nameof(weights)),
        };
        Dictionary<string, Tensor> tensors = weights.Tensors.ToDictionary(t => t.Key, t => Tensor.From(t.Value.ToArray(), Shape.Of([.. t.Value.Shape])));
        tensors[name] = Tensor.Zeros(Shape.Of(wDim));
        using IDisposable network = weights switch
        {
            StyleGan1Weights first => new StyleGan1Generator(first.Architecture, tensors),
            _ => new StyleGan2Generator(((StyleGan2Weights)weights).Architecture, tensors),
        };
        double[] sum = new double[wDim];
        for (int batch = 0; batch < Batches; batch++)
        {
            stop.ThrowIfCancellationRequested();
            using Tape tape = new();
            using Tensor z = Tensor.Normal(Shape.Of(BatchSize, zDim), batch);
            float[] ws = (network is StyleGan1Generator one ? one.Map(z) : Map((StyleGan2Generator)network, z)).ToArray();
            for (int i = 0; i < BatchSize; i++)
            {
                for (int j = 0; j < wDim; j++)
                {
                    sum[j] += ws[(i * layers * wDim) + j];
                }
            }
        }

        foreach (Tensor tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        return CheckpointTensor.From(name, [wDim], [.. sum.Select(s => (float)(s / (Batches * BatchSize)))]);
    }

    private static Tensor Map(StyleGan2Generator network, Tensor z)
    {
        int labels = network.Architecture.LabelDim;
        if (labels == 0)
        {
            return network.Map(z);
        }

        // Every class as often as any other.
        float[] oneHot = new float[BatchSize * labels];
        for (int i = 0; i < BatchSize; i++)
        {
            oneHot[(i * labels) + (i % labels)] = 1;
        }

        using Tensor label = Tensor.From(oneHot, Shape.Of(BatchSize, labels));
        return network.Map(z, label);
    }
}
