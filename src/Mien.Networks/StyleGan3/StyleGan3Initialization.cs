using Mien.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Mien.Networks.StyleGan3;

/// <summary>The weights that training starts from.</summary>
public static class StyleGan3Initialization
{
    /// <summary>
    /// Waves of random direction and phase, their frequencies even over the disc below
    /// <see cref="StyleGan3Architecture.FirstCutoff"/>; weights N(0, 1), those of the mapping network over its learning
    /// rate; biases and the mean style 0; the biases of the affine layers 1, of the input's (1, 0, 0, 0) with weights
    /// 0; magnitudes 1 (Karras et al. 2021, appendix F.1).
    /// </summary>
    /// <param name="architecture">The sizes, with the layers of <paramref name="schedule"/>.</param>
    /// <param name="schedule">The filters.</param>
    /// <param name="seed">The same weights for the same seed.</param>
    /// <returns>Every tensor that <see cref="StyleGan3Generator"/> takes, by name.</returns>
    /// <exception cref="ArgumentException">The architecture is impossible.</exception>
    public static Dictionary<string, Tensor> Weights(
        StyleGan3Architecture architecture, StyleGan3Schedule schedule, int seed)
    {
        architecture.Check();
        Dictionary<string, Tensor> weights = [];
        Tensor Normal(Shape shape) => Tensor.Normal(shape, unchecked((seed * 7919) + weights.Count));
        int w = architecture.WDim;
        void Dense(string name, int inputs, float rate)
        {
            Tensor weight = weights[$"{name}.weight"] = Normal([w, inputs]);
            TensorPrimitives.Divide(weight.Span, rate, weight.WritableSpan);
            weights[$"{name}.bias"] = Tensor.Zeros([w]);
        }

        weights["mapping.w_avg"] = Tensor.Zeros([w]);
        bool hasLabel = architecture.LabelDim > 0;
        if (hasLabel)
        {
            Dense("mapping.embed", architecture.LabelDim, 1);
        }

        for (int i = 0; i < architecture.MappingLayers; i++)
        {
            Dense($"mapping.fc{i}", i > 0 ? w : architecture.ZDim + (hasLabel ? w : 0), architecture.MappingRate);
        }

        int waves = architecture.InputChannels;
        weights["synthesis.input.weight"] = Normal([waves, waves]);
        weights["synthesis.input.transform"] = Tensor.From([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]);
        weights["synthesis.input.freqs"] = Frequencies(waves, seed);
        weights["synthesis.input.phases"] = Uniform(waves, seed + 1);
        weights["synthesis.input.affine.weight"] = Tensor.Zeros([4, w]);
        weights["synthesis.input.affine.bias"] = Tensor.From([1, 0, 0, 0], [4]);
        int inputs = waves;
        for (int i = 0; i < architecture.Synthesis.Count; i++)
        {
            StyleGan3Layer layer = architecture.Synthesis[i];
            string name = layer.Name(i);
            weights[$"{name}.weight"] = Normal([layer.Channels, inputs, layer.Kernel, layer.Kernel]);
            weights[$"{name}.bias"] = Tensor.Zeros([layer.Channels]);
            weights[$"{name}.magnitude_ema"] = Tensor.Full([], 1);
            weights[$"{name}.affine.weight"] = Normal([inputs, w]);
            weights[$"{name}.affine.bias"] = Tensor.Full([inputs], 1);
            if (layer.UpTaps > 0)
            {
                weights[$"{name}.up_filter"] = Tensor.From(schedule.UpFilter(i), [layer.UpTaps]);
                weights[$"{name}.down_filter"] = Tensor.From(
                    schedule.DownFilter(i), layer.IsRadial ? [layer.DownTaps, layer.DownTaps] : [layer.DownTaps]);
            }

            inputs = layer.Channels;
        }

        return weights;
    }

    // Where r is the length of a pair of normal numbers, exp(−r² / 4) is the root of a uniform one: waves are even over
    // the disc.
    private static Tensor Frequencies(int waves, int seed)
    {
        Tensor frequencies = Tensor.Normal([waves, 2], unchecked((seed * 7919) - 1));
        Span<float> f = frequencies.WritableSpan;
        for (int i = 0; i < f.Length; i += 2)
        {
            double radius = double.Hypot(f[i], f[i + 1]),
                scale = StyleGan3Architecture.FirstCutoff / (radius * Math.Exp(radius * radius / 4));
            (f[i], f[i + 1]) = ((float)(f[i] * scale), (float)(f[i + 1] * scale));
        }

        return frequencies;
    }

    private static Tensor Uniform(int count, int seed)
    {
        Random random = new(seed);
        return Tensor.From([.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)], [count]);
    }
}
