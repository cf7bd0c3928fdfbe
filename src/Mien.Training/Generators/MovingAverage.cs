using System.Numerics.Tensors;
using Mien.Networks.StyleGan2;
using Tensor = Mien.Tensors.Tensor;

namespace Mien.Training.Generators;

/// <summary>The generator whose weights are the moving average of those that learn (Karras et al. 2018, section 4): what is used in the end.</summary>
internal sealed class MovingAverage : IDisposable
{
    private readonly StyleGan2Generator _source;

    public MovingAverage(StyleGan2Generator source)
    {
        _source = source;
        Dictionary<string, Tensor> copies = source.Parameters.Concat(source.Buffers).ToDictionary(t => t.Key, t => t.Value.Clone());
        Generator = new(source.Architecture, copies);
        foreach (Tensor copy in copies.Values)
        {
            copy.Dispose();
        }
    }

    public StyleGan2Generator Generator { get; }

    /// <summary>average ← average + (1 − β) (weights − average); the mean style is copied, it is a mean already.</summary>
    public void Follow(float beta)
    {
        Follow(_source.Parameters, Generator.Parameters, beta);
        foreach ((string name, Tensor buffer) in _source.Buffers)
        {
            buffer.Span.CopyTo(Generator.Buffers[name].WritableSpan);
        }
    }

    /// <summary>average ← average + (1 − β) (weights − average), for weights by name.</summary>
    public static void Follow(IReadOnlyDictionary<string, Tensor> weights, IReadOnlyDictionary<string, Tensor> averages, float beta)
    {
        foreach ((string name, Tensor weight) in weights)
        {
            Span<float> average = averages[name].WritableSpan;
            TensorPrimitives.Lerp(weight.Span, average, beta, average);
        }
    }

    /// <summary>β of a step, counted from 0: small at first, so that the first weights are soon forgotten.</summary>
    /// <param name="step">The step.</param>
    /// <param name="batch">Pictures a step.</param>
    /// <param name="halfLife">Pictures after which a weight has lost half of its part.</param>
    public static float Decay(int step, int batch, float halfLife) => MathF.Min(MathF.Pow(0.5f, batch / halfLife), (step + 1f) / (step + 10f));

    public void Dispose() => Generator.Dispose();
}
