using Mien.Checkpoints;
using Mien.Networks.StyleGan1;

namespace Mien.Networks.Import;

/// <summary>
/// Reads a StyleGAN generator's sizes from its shapes and collects its tensors, whatever the file calls them.
/// </summary>
internal sealed class StyleGan1Map
{
    private const int MaxLayers = 2 * 11; // up to 4096 px

    private readonly StyleGan1Names _names;
    private readonly NameScope _scope;
    private readonly WeightCollection _weights;
    private readonly MappingMap _mapping;

    private StyleGan1Map(StyleGan1Names names, NameScope scope)
    {
        _names = names;
        _scope = scope;
        _weights = new WeightCollection(scope);
        _mapping = new(
            scope, i => names.MappingWeight(scope, i), i => names.MappingBias(scope, i), labelWeight: null,
            labelBias: null);
    }

    /// <summary>The generator in a file; null where there is none.</summary>
    /// <exception cref="CheckpointException">There is one, but incomplete, unfinished, or with shapes that do not
    /// fit.</exception>
    public static GeneratorWeights? Find(Checkpoint checkpoint)
    {
        foreach (StyleGan1Names names in StyleGan1Names.All)
        {
            if (NameScope.Around(checkpoint, names.Anchor) is NameScope scope)
            {
                return new StyleGan1Map(names, scope).Map();
            }
        }

        return null;
    }

    private GeneratorWeights Map()
    {
        if (_names.Foreign(_scope) is string foreign)
        {
            throw new CheckpointException(
                _scope.Path, $"tensor '{foreign}'", "a StyleGAN that takes labels is not supported");
        }

        if (_names.LevelOfDetail(_scope) is { Count: 1 } detail && detail.ToArray()[0] != 0)
        {
            throw _scope.Fault(
                "lod", "the file was written while its last layers were still fading in; only finished networks are supported");
        }

        StyleGan1Architecture architecture = Sizes();
        RgbCheck.MustBe(_scope, _names.ToRgb(_scope, architecture.Channels.Count, LayerPart.Bias));
        _mapping.AddTo(_weights, architecture);
        if (_names.MeanStyle(_scope) is StridedTensor mean)
        {
            _weights.Add(MappingMap.MeanStyle, mean, 0, architecture.WDim);
        }

        bool hasNoise = true;
        for (int layer = 0; layer < architecture.Layers; layer++)
        {
            hasNoise &= AddLayer(layer, architecture);
        }

        int last = architecture.Channels[^1], levels = architecture.Channels.Count;
        _weights.AddRequired(
            OwnStyleGan1.ToRgbName(levels, LayerPart.Weight), _names.ToRgb(_scope, levels, LayerPart.Weight), 3, last,
            1, 1);
        _weights.AddRequired(
            OwnStyleGan1.ToRgbName(levels, LayerPart.Bias), _names.ToRgb(_scope, levels, LayerPart.Bias), 3);
        return new GeneratorWeights(
            architecture, _names.Naming, _scope.Prefix, _weights.Tensors, MappingMap.MeanStyle, hasNoise);
    }

    private StyleGan1Architecture Sizes()
    {
        List<int> channels = [];
        for (int layer = 1; layer < MaxLayers && _names.Find(
            _scope, layer, LayerPart.Bias) is StridedTensor bias; layer += 2)
        {
            channels.Add(bias.Count);
        }

        (int zDim, int wDim, _, int mappingLayers) = _mapping.Sizes();
        return _scope.Checked(new StyleGan1Architecture()
        {
            Resolution = channels.Count == 0 ? 0 : 2 << channels.Count,
            Channels = channels,
            ZDim = zDim,
            WDim = wDim,
            MappingLayers = mappingLayers,
        });
    }

    /// <returns>Whether the file has the layer's noise.</returns>
    private bool AddLayer(int layer, StyleGan1Architecture architecture)
    {
        int size = StyleGan1Names.SizeOf(layer);
        int outputs = architecture.Channels[layer / 2];
        int inputs = layer % 2 == 0 && layer > 0 ? architecture.Channels[(layer / 2) - 1] : outputs;
        void AddPart(LayerPart part, params ReadOnlySpan<int> shape)
            => _weights.AddRequired(OwnStyleGan1.Name(layer, part), _names.Find(_scope, layer, part), shape);

        if (layer == 0)
        {
            AddPart(LayerPart.Weight, outputs, size, size);
        }
        else
        {
            AddPart(LayerPart.Weight, outputs, inputs, 3, 3);
        }

        AddPart(LayerPart.Bias, outputs);
        AddPart(LayerPart.StyleWeight, 2 * outputs, architecture.WDim);
        AddPart(LayerPart.StyleBias, 2 * outputs);
        AddPart(LayerPart.NoiseStrength, outputs);
        string noise = OwnStyleGan1.Name(layer, LayerPart.Noise);
        if (_names.Find(_scope, layer, LayerPart.Noise) is StridedTensor found)
        {
            _weights.Add(noise, found, 0, size, size);
            return true;
        }

        _weights.Add(DrawnNoise.Create(noise, [size, size], layer));
        return false;
    }
}
