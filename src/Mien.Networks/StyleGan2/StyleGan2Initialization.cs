using Mien.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Mien.Networks.StyleGan2;

/// <summary>The weights that training starts from.</summary>
public static class StyleGan2Initialization
{
    /// <summary>
    /// Weights and noise maps N(0, 1), those of the mapping network over its learning rate; biases, noise strengths and
    /// the mean style 0; the biases of the affine layers 1 (Karras et al. 2019, appendix C).
    /// </summary>
    /// <param name="architecture">The sizes.</param>
    /// <param name="seed">The same weights for the same seed.</param>
    /// <returns>Every tensor that <see cref="StyleGan2Generator"/> takes, by name; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">The architecture is impossible.</exception>
    public static Dictionary<string, Tensor> Weights(StyleGan2Architecture architecture, int seed)
    {
        architecture.Check();
        Dictionary<string, Tensor> weights = [];
        Tensor Normal(Shape shape) => Tensor.Normal(shape, unchecked((seed * 7919) + weights.Count));
        void Mapping(string name, int inputs, float rate)
        {
            Tensor weight = weights[$"{name}.weight"] = Normal([architecture.WDim, inputs]);
            TensorPrimitives.Divide(weight.Span, rate, weight.WritableSpan);
            weights[$"{name}.bias"] = Tensor.Zeros([architecture.WDim]);
        }

        void Modulated(string name, int inputs, int outputs, int kernel)
        {
            weights[$"{name}.weight"] = Normal([outputs, inputs, kernel, kernel]);
            weights[$"{name}.bias"] = Tensor.Zeros([outputs]);
            weights[$"{name}.affine.weight"] = Normal([inputs, architecture.WDim]);
            weights[$"{name}.affine.bias"] = Tensor.Full([inputs], 1);
        }

        void Noisy(string name, int inputs, int outputs, int size)
        {
            Modulated(name, inputs, outputs, 3);
            weights[$"{name}.noise_const"] = Normal([size, size]);
            weights[$"{name}.noise_strength"] = Tensor.Zeros([]);
        }

        weights["mapping.w_avg"] = Tensor.Zeros([architecture.WDim]);
        if (architecture.LabelDim > 0)
        {
            Mapping("mapping.embed", architecture.LabelDim, 1);
        }

        int first = architecture.ZDim + (architecture.LabelDim > 0 ? architecture.WDim : 0);
        for (int i = 0; i < architecture.MappingLayers; i++)
        {
            Mapping($"mapping.fc{i}", i == 0 ? first : architecture.WDim, architecture.MappingRate);
        }

        weights["synthesis.b4.const"] = Normal([architecture.Channels[0], 4, 4]);
        for (int level = 0; level < architecture.Channels.Count; level++)
        {
            int size = StyleGan2Architecture.ConstantSize << level, channels = architecture.Channels[level];
            if (level > 0)
            {
                Noisy($"synthesis.b{size}.conv0", architecture.Channels[level - 1], channels, size);
            }

            Noisy($"synthesis.b{size}.conv1", channels, channels, size);
            Modulated($"synthesis.b{size}.torgb", channels, 3, 1);
        }

        return weights;
    }
}
