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
        foreach ((string name, Tensor weight) in _source.Parameters)
        {
            Span<float> average = Generator.Parameters[name].WritableSpan;
            TensorPrimitives.Lerp(weight.Span, average, beta, average);
        }

        foreach ((string name, Tensor buffer) in _source.Buffers)
        {
            buffer.Span.CopyTo(Generator.Buffers[name].WritableSpan);
        }
    }

    public void Dispose() => Generator.Dispose();
}
