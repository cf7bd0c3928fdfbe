using Mien.Checkpoints;
using Mien.Networks.StyleGan2;

namespace Mien.Networks.Import;

/// <summary>Reads a StyleGAN2 generator's sizes from its shapes and collects its tensors, whatever the file calls them.</summary>
internal sealed class StyleGan2Map
{
    private const int MaxMappingLayers = 32;
    private const int MaxSize = 4096;
    private const string MeanStyle = "mapping.w_avg";

    private readonly StyleGan2Names _names;
    private readonly NameScope _scope;
    private readonly WeightCollection _weights;

    private StyleGan2Map(StyleGan2Names names, NameScope scope)
    {
        _names = names;
        _scope = scope;
        _weights = new WeightCollection(scope);
    }

    /// <summary>The generator in a file; null where there is none.</summary>
    /// <exception cref="CheckpointException">There is one, but incomplete, with shapes that do not fit, or of another architecture.</exception>
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
            throw new CheckpointException(_scope.Path, $"tensor '{foreign}'", "this StyleGAN2 is of a kind that is not supported: only the one with skip connections and no labels concatenated to z is");
        }

        StyleGan2Architecture architecture = Sizes();
        CheckFilter();
        AddMapping(architecture);
        AddMeanStyle(architecture.WDim);
        bool hasNoise = true;
        CheckpointTensor filter = Filter();
        AddRequired("synthesis.b4.const", _names.Constant(_scope), architecture.Channels[0], 4, 4);
        for (int level = 0; level < architecture.Channels.Count; level++)
        {
            int size = 4 << level;
            int width = architecture.Channels[level];
            _weights.Add(Renamed(filter, $"synthesis.b{size}.resample_filter"));
            if (level > 0)
            {
                hasNoise &= AddConvolution(StyleGan2Layer.Conv0, size, architecture.Channels[level - 1], width, architecture.WDim);
                _weights.Add(Renamed(filter, $"synthesis.b{size}.conv0.resample_filter"));
            }

            hasNoise &= AddConvolution(StyleGan2Layer.Conv1, size, width, width, architecture.WDim);
            _weights.Add(Renamed(filter, $"synthesis.b{size}.conv1.resample_filter"));
            AddLayer(StyleGan2Layer.ToRgb, size, width, 3, 1, architecture.WDim);
        }

        return new GeneratorWeights(architecture, _names.Naming, _scope.Prefix, _weights.Tensors, MeanStyle, hasNoise);
    }

    private StyleGan2Architecture Sizes()
    {
        List<int> channels = [];
        for (int size = 4; size <= MaxSize && _names.Find(_scope, StyleGan2Layer.Conv1, size, LayerPart.Bias) is StridedTensor bias; size *= 2)
        {
            channels.Add(bias.Count);
        }

        int layers = 0;
        while (layers < MaxMappingLayers && _names.MappingWeight(_scope, layers) is not null)
        {
            layers++;
        }

        if (layers == 0 || _names.MappingWeight(_scope, 0) is not { Shape: [int first, int input] } || _names.MappingWeight(_scope, layers - 1) is not { Shape: [int wDim, _] })
        {
            throw _scope.Fault("", "the network's mapping from z to w is missing or damaged");
        }

        int labelDim = 0;
        if (_names.LabelWeight(_scope) is StridedTensor embedding)
        {
            (int embedded, labelDim) = embedding.Shape is [int e, int l] ? (e, l) : throw _scope.Fault(embedding.Name, "the label's embedding is no matrix");
            input -= embedded;
        }

        StyleGan2Architecture architecture = new()
        {
            Resolution = channels.Count == 0 ? 0 : 2 << channels.Count,
            Channels = channels,
            ZDim = input,
            WDim = wDim,
            LabelDim = labelDim,
            MappingLayers = layers,
        };
        try
        {
            architecture.Check();
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(_scope.Path, _scope.Prefix, e.Message, e);
        }

        return architecture;
    }

    private void AddMapping(StyleGan2Architecture architecture)
    {
        int inputs = architecture.ZDim;
        if (_names.LabelWeight(_scope) is StridedTensor embedding)
        {
            int embedded = embedding.Shape[0];
            _weights.Add("mapping.embed.weight", embedding, 0, embedded, architecture.LabelDim);
            AddRequired("mapping.embed.bias", _names.LabelBias(_scope), embedded);
            inputs += embedded;
        }

        for (int i = 0; i < architecture.MappingLayers; i++)
        {
            StridedTensor weight = _names.MappingWeight(_scope, i)!;
            int outputs = weight.Shape.Count > 0 ? weight.Shape[0] : 0;
            _weights.Add($"mapping.fc{i}.weight", weight, 0, outputs, inputs);
            AddRequired($"mapping.fc{i}.bias", _names.MappingBias(_scope, i), outputs);
            inputs = outputs;
        }
    }

    private void AddMeanStyle(int wDim)
    {
        StridedTensor? mean = _names.MeanStyle(_scope);
        if (mean is { Shape: [> 1, int length] } && length == wDim)
        {
            // Encoders for the generator store the mean once per layer. Rows that differ are the mean of something else.
            float[] rows = mean.ToArray();
            bool same = Enumerable.Range(wDim, rows.Length - wDim).All(i => rows[i] == rows[i % wDim]);
            if (same)
            {
                _weights.Add(CheckpointTensor.From(MeanStyle, [wDim], rows[..wDim]));
            }
        }
        else if (mean is not null)
        {
            _weights.Add(MeanStyle, mean, 0, wDim);
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
            _weights.Add(DrawnNoise.Create(noise, [size, size], (2 * int.Log2(size)) + (layer == StyleGan2Layer.Conv0 ? 0 : 1)));
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
            StridedTensor found = _names.Find(_scope, layer, size, part) ?? throw _scope.Fault("", $"the network is not complete: it lacks {name}");
            _weights.Add(name, found, offset, shape);
        }

        Add(LayerPart.Weight, 0, outputs, inputs, kernel, kernel);
        Add(LayerPart.Bias, 0, outputs);
        Add(LayerPart.StyleWeight, 0, inputs, wDim);
        Add(LayerPart.StyleBias, _names.StyleBiasLacksOne ? 1 : 0, inputs);
    }

    private void AddRequired(string name, StridedTensor? tensor, params ReadOnlySpan<int> shape) =>
        _weights.Add(name, tensor ?? throw _scope.Fault("", $"the network is not complete: it lacks {name}"), 0, shape);

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

    private static CheckpointTensor Renamed(CheckpointTensor tensor, string name) => CheckpointTensor.From(name, tensor.Shape, tensor.ToArray());

    private void CheckFilter()
    {
        if (_names.Filter(_scope) is not (StridedTensor filter, float gain))
        {
            return;
        }

        float[] stored = filter.Count == 16 ? filter.ToArray() : [];
        float[] known = Filter().ToArray();
        if (stored.Length != known.Length || stored.Zip(known).Any(p => !(Math.Abs((p.First / gain) - p.Second) < 1e-5f)))
        {
            throw _scope.Fault(filter.Name[_scope.Prefix.Length..], "the generator resamples with another filter than [1, 3, 3, 1], which is not supported");
        }
    }
}
