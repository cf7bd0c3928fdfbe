using System.Globalization;
using System.Text.RegularExpressions;
using Mien.Checkpoints;
using Mien.Networks.StyleGan3;

namespace Mien.Networks.Import;

/// <summary>
/// Reads a StyleGAN3 generator's sizes from its names and shapes and collects its tensors; NVIDIA's names are this
/// library's own.
/// </summary>
internal sealed partial class StyleGan3Map
{
    private const string Input = "synthesis.input.";
    private const int TapsPerFactor = 6; // in all networks of NVIDIA's code

    private readonly NameScope _scope;
    private readonly WeightCollection _weights;
    private readonly MappingMap _mapping;

    private StyleGan3Map(NameScope scope)
    {
        _scope = scope;
        _weights = new(scope);
        _mapping = new(
            scope, i => scope.Find($"mapping.fc{i}.weight"), i => scope.Find($"mapping.fc{i}.bias"),
            scope.Find("mapping.embed.weight"), scope.Find("mapping.embed.bias"));
    }

    /// <summary>The generator in a file; null where there is none.</summary>
    /// <exception cref="CheckpointException">There is one, but incomplete or with shapes that do not fit.</exception>
    public static GeneratorWeights? Find(Checkpoint checkpoint)
        => NameScope.Around(checkpoint, Input + "freqs") is NameScope scope ? new StyleGan3Map(scope).Map() : null;

    private GeneratorWeights Map()
    {
        StyleGan3Architecture a = Sizes();
        _mapping.AddTo(_weights, a);
        if (_scope.Find(MappingMap.MeanStyle) is StridedTensor mean)
        {
            _weights.Add(MappingMap.MeanStyle, mean, 0, a.WDim);
        }

        int waves = a.InputChannels;
        Add(Input + "weight", waves, waves);
        Add(Input + "transform", 3, 3);
        Add(Input + "freqs", waves, 2);
        Add(Input + "phases", waves);
        Add(Input + "affine.weight", 4, a.WDim);
        Add(Input + "affine.bias", 4);
        int inputs = waves;
        for (int i = 0; i < a.Synthesis.Count; i++)
        {
            AddLayer(a.Synthesis[i], a.Synthesis[i].Name(i), inputs, a.WDim);
            inputs = a.Synthesis[i].Channels;
        }

        return new(a, Naming.NvidiaTorch, _scope.Prefix, _weights.Tensors, MappingMap.MeanStyle, hasNoise: true);
    }

    private void AddLayer(StyleGan3Layer layer, string name, int inputs, int wDim)
    {
        Add($"{name}.weight", layer.Channels, inputs, layer.Kernel, layer.Kernel);
        Add($"{name}.bias", layer.Channels);
        Add($"{name}.magnitude_ema");
        Add($"{name}.affine.weight", inputs, wDim);
        Add($"{name}.affine.bias", inputs);
        if (layer.UpTaps > 0)
        {
            Add($"{name}.up_filter", layer.UpTaps);
        }

        if (layer.DownTaps > 0)
        {
            Add($"{name}.down_filter", layer.IsRadial ? [layer.DownTaps, layer.DownTaps] : [layer.DownTaps]);
        }
    }

    private void Add(string name, params ReadOnlySpan<int> shape) => _weights.Add(name, _scope.Take(name), 0, shape);

    private StyleGan3Architecture Sizes()
    {
        (int zDim, int wDim, int labelDim, int mappingLayers) = _mapping.Sizes();
        IReadOnlyList<StyleGan3Layer> layers = Layers();
        return _scope.Checked(new StyleGan3Architecture()
        {
            Resolution = layers[^1].Size,
            Synthesis = layers,
            InputChannels = _scope.Take(Input + "freqs") is { Shape: [int waves, 2] }
                ? waves : throw _scope.Fault(Input + "freqs", "the frequencies are no pairs"),
            InputSize = layers[0].Size,
            ZDim = zDim,
            WDim = wDim,
            LabelDim = labelDim,
            MappingLayers = mappingLayers,
            ConvClamp = _scope.Number($"{layers[0].Name(0)}.conv_clamp", otherwise: 256),
        });
    }

    private IReadOnlyList<StyleGan3Layer> Layers()
    {
        SortedDictionary<int, StyleGan3Layer> layers = [];
        foreach (string name in _scope.Names)
        {
            if (LayerName().Match(name) is { Success: true } match)
            {
                int Number(int group)
                    => int.TryParse(
                        match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture,
                        out int number) ? number : -1;
                layers[Number(1)] = Layer(match.Groups[0].Value[..^".weight".Length], Number(2), Number(3));
            }
        }

        return layers.Count > 0 && layers.Keys.First() == 0 && layers.Keys.Last() == layers.Count - 1
            ? [.. layers.Values]
            : throw _scope.Fault("", "the network is not complete: there are not all layers of its synthesis");
    }

    private StyleGan3Layer Layer(string name, int size, int channels)
    {
        int kernel = _scope.Take($"{name}.weight").Shape is [_, _, int k, _]
            ? k : throw _scope.Fault($"{name}.weight", "this is no convolution");
        StridedTensor? up = _scope.Find($"{name}.up_filter"), down = _scope.Find($"{name}.down_filter");
        int upTaps = up?.Shape[0] ?? 0, downTaps = down?.Shape[0] ?? 0;
        return upTaps % TapsPerFactor == 0 && downTaps % TapsPerFactor == 0
            ? new(size, channels, kernel, Math.Max(1, upTaps / TapsPerFactor), upTaps, Math.Max(
                1, downTaps / TapsPerFactor), downTaps, down is { Shape.Count: 2 })
            : throw _scope.Fault(
                name, $"filters of {upTaps} and {downTaps} taps: only those with {TapsPerFactor} for each factor of resampling are known");
    }

    [GeneratedRegex(@"\Asynthesis\.L(\d+)_(\d+)_(\d+)\.weight\z")]
    private static partial Regex LayerName();
}
