using Mien.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Mien.Networks.Vgg;

/// <summary>The weights that training starts from.</summary>
public static class Vgg16Initialization
{
    /// <summary>
    /// Weights N(0, 2 / (9 · I)), which keeps the size of activations through ReLUs (He et al. 2015, equation 10);
    /// biases 0.
    /// </summary>
    /// <param name="architecture">The sizes.</param>
    /// <param name="seed">The same weights for the same seed.</param>
    /// <returns>Every tensor that <see cref="Vgg16"/> takes, by name; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">The architecture is impossible.</exception>
    public static Dictionary<string, Tensor> Weights(Vgg16Architecture architecture, int seed)
    {
        architecture.Check();
        Dictionary<string, Tensor> weights = [];
        foreach ((string name, int inputs, int outputs) in Vgg16.Convolutions(architecture))
        {
            Tensor weight = weights[$"{name}.weight"] = Tensor.Normal(
                [outputs, inputs, 3, 3], unchecked((seed * 7919) + weights.Count));
            TensorPrimitives.Multiply(weight.Span, MathF.Sqrt(2f / (9 * inputs)), weight.WritableSpan);
            weights[$"{name}.bias"] = Tensor.Zeros([outputs]);
        }

        return weights;
    }
}
