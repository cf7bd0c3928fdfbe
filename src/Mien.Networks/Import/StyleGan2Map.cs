using Mien.Checkpoints;
using Mien.Networks.StyleGan2;

namespace Mien.Networks.Import;

/// <summary>
/// Reads a StyleGAN2 generator's sizes from its shapes and collects its tensors, whatever the file calls them.
/// </summary>
internal sealed class StyleGan2Map
{
    private const int MaxSize = 4096;

    private readonly StyleGan2Names _names;
    private readonly NameScope _scope;
    private readonly WeightCollection _weights;
    private readonly MappingMap _mapping;

    private StyleGan2Map(StyleGan2Names names, NameScope scope)
    {
        _names = names;
        _scope = scope;
        _weights = new WeightCollection(scope);
        _mapping = new(
            scope, i => names.MappingWeight(scope, i), i => names.MappingBias(scope, i), names.LabelWeight(scope),
            names.LabelBias(scope));
    }

    /// <summary>The generator in a file; null where there is none.</summary>
    /// <exception cref="CheckpointException">There is one, but incomplete, with shapes that do not fit, or of another
    /// architecture.</exception>
    public static GeneratorWeights? Find(Checkpoint checkpoint)
    {
        foreach (StyleGan2Names names in StyleGan2Names.All)
        {
            if (NameScope.Around(checkpoint, names.Anchor) is NameScope scope)
            {
                return new StyleGan2Map(names, scope).Map();
            }
        }

        return null;
    }

    private GeneratorWeights Map()
    {
        if (_names.Foreign(_scope) is string foreign)
        {
            throw new CheckpointException(
                _scope.Path, $"tensor '{foreign}'",
                "this StyleGAN2 is of a kind that is not supported: only the one with skip connections and no labels concatenated to z is");
        }

        StyleGan2Architecture architecture = Sizes();
        RgbCheck.MustBe(_scope, _names.Find(_scope, StyleGan2Layer.ToRgb, 4, LayerPart.Bias));
        CheckFilter();
        _mapping.AddTo(_weights, architecture);
        AddMeanStyle(architecture.WDim);
        bool hasNoise = true;
        CheckpointTensor filter = Filter();
        _weights.AddRequired("synthesis.b4.const", _names.Constant(_scope), architecture.Channels[0], 4, 4);
        for (int level = 0; level < architecture.Channels.Count; level++)
        {
            int size = 4 << level;
            int width = architecture.Channels[level];
            _weights.Add(Renamed(filter, $"synthesis.b{size}.resample_filter"));
            if (level > 0)
            {
                hasNoise &= AddConvolution(
                    StyleGan2Layer.Conv0, size, architecture.Channels[level - 1], width, architecture.WDim);
                _weights.Add(Renamed(filter, $"synthesis.b{size}.conv0.resample_filter"));
            }

            hasNoise &= AddConvolution(StyleGan2Layer.Conv1, size, width, width, architecture.WDim);
            _weights.Add(Renamed(filter, $"synthesis.b{size}.conv1.resample_filter"));
            AddLayer(StyleGan2Layer.ToRgb, size, width, 3, 1, architecture.WDim);
        }

        return new GeneratorWeights(
            architecture, _names.Naming, _scope.Prefix, _weights.Tensors, MappingMap.MeanStyle, hasNoise);
    }

    private StyleGan2Architecture Sizes()
    {
        List<int> channels = [];
        for (int size = 4; size <= MaxSize && _names.Find(
            _scope, StyleGan2Layer.Conv1, size, LayerPart.Bias) is StridedTensor bias; size *= 2)
        {
            channels.Add(bias.Count);
        }

        (int zDim, int wDim, int labelDim, int mappingLayers) = _mapping.Sizes();
        return _scope.Checked(new StyleGan2Architecture()
        {
            Resolution = channels.Count == 0 ? 0 : 2 << channels.Count,
            Channels = channels,
            ZDim = zDim,
            WDim = wDim,
            LabelDim = labelDim,
            MappingLayers = mappingLayers,
            ConvClamp = _scope.Number("synthesis.b4.conv1.conv_clamp"),
        });
    }

    private void AddMeanStyle(int wDim)
    {
        StridedTensor? mean = _names.MeanStyle(_scope);
        if (mean is { Shape: [> 1, int length] } && length == wDim)
        {
            // Encoders for the generator store the mean once per layer. Rows that differ are the mean of something
            // else.
            float[] rows = mean.ToArray();
            bool same = Enumerable.Range(wDim, rows.Length - wDim).All(i => rows[i] == rows[i % wDim]);
            if (same)
            {
                _weights.Add(CheckpointTensor.From(MappingMap.MeanStyle, [wDim], rows[..wDim]));
            }
        }
        else if (mean is not null)
        {
            _weights.Add(MappingMap.MeanStyle, mean, 0, wDim);
        }
    }

    /// <returns>Whether the file has the layer's noise.</returns>
    private bool AddConvolution(StyleGan2Layer layer, int size, int inputs, int outputs, int wDim)
    {
        AddLayer(layer, size, inputs, outputs, 3, wDim);
        string strength = NvidiaTorchStyleGan2.Name(layer, size, LayerPart.NoiseStrength);
        string noise = NvidiaTorchStyleGan2.Name(layer, size, LayerPart.Noise);
        if (_names.Find(_scope, layer, size, LayerPart.NoiseStrength) is StridedTensor foundStrength)
        {
            _weights.Add(strength, foundStrength, 0);
        }
        else
        {
            _weights.Add(CheckpointTensor.From(strength, [], [0])); // trained without noise
        }

        StridedTensor? foundNoise = _names.Find(_scope, layer, size, LayerPart.Noise);
        if (foundNoise is null)
        {
            _weights.Add(
                DrawnNoise.Create(noise, [size, size], (2 * int.Log2(size)) + (layer == StyleGan2Layer.Conv0 ? 0 : 1)));
            return false;
        }

        _weights.Add(noise, foundNoise, 0, size, size);
        return true;
    }

    private void AddLayer(StyleGan2Layer layer, int size, int inputs, int outputs, int kernel, int wDim)
    {
        void Add(LayerPart part, float offset, params ReadOnlySpan<int> shape)
        {
            string name = NvidiaTorchStyleGan2.Name(layer, size, part);
            StridedTensor found = _names.Find(_scope, layer, size, part)
                ?? throw _scope.Fault("", $"the network is not complete: it lacks {name}");
            _weights.Add(name, found, offset, shape);
        }

        Add(LayerPart.Weight, 0, outputs, inputs, kernel, kernel);
        Add(LayerPart.Bias, 0, outputs);
        Add(LayerPart.StyleWeight, 0, inputs, wDim);
        Add(LayerPart.StyleBias, _names.StyleBiasLacksOne ? 1 : 0, inputs);
    }

    /// <summary>[1, 3, 3, 1] ⊗ [1, 3, 3, 1] / 64 (Karras et al. 2020, appendix B).</summary>
    private static CheckpointTensor Filter()
    {
        ReadOnlySpan<float> taps = [1, 3, 3, 1];
        float[] filter = new float[16];
        for (int i = 0; i < filter.Length; i++)
        {
            filter[i] = taps[i / 4] * taps[i % 4] / 64;
        }

        return CheckpointTensor.From("", [4, 4], filter);
    }

    private static CheckpointTensor Renamed(CheckpointTensor tensor, string name)
        => CheckpointTensor.From(name, tensor.Shape, tensor.ToArray());

    private void CheckFilter()
    {
        if (_names.Filter(_scope) is not (StridedTensor filter, float gain))
        {
            return;
        }

        float[] stored = filter.Count == 16 ? filter.ToArray() : [];
        float[] known = Filter().ToArray();
        if (stored.Length != known.Length || stored.Zip(known)
            .Any(p => !(Math.Abs((p.First / gain) - p.Second) < 1e-5f)))
        {
            throw _scope.Fault(
                filter.Name[_scope.Prefix.Length..],
                "the generator resamples with another filter than [1, 3, 3, 1], which is not supported");
        }
    }
}
