using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan3;

/// <summary>
/// The generator of StyleGAN3 (Karras et al. 2021), configurations T and R. It has neither noise maps nor images on the
/// way; its picture can be turned and shifted (<see cref="SynthesisOptions.Placement"/>).
/// </summary>
public sealed class StyleGan3Generator : StyleGenerator
{
    private const string Input = "synthesis.input";
    private const float OutputScale = 0.25f; // appendix F.1

    private readonly MappingNetwork _mapping;
    private readonly FourierInput _input;
    private readonly FilteredLayer[] _layers;
    private readonly ToColours _colours;

    /// <summary>Builds the network from named tensors.</summary>
    /// <param name="architecture">The sizes.</param>
    /// <param name="weights">With the names and layouts of NVIDIA's stylegan3, such as
    /// <c>synthesis.L0_36_512.affine.weight</c>.</param>
    /// <exception cref="ArgumentException">The architecture is impossible, or a tensor is missing or has another
    /// shape.</exception>
    public StyleGan3Generator(StyleGan3Architecture architecture, Weights weights)
        : base(weights)
    {
        architecture.Check();
        Architecture = architecture;
        _mapping = new(architecture, this);
        MeanStyle = Buffer("mapping.w_avg", [architecture.WDim]);
        _input = new(this, Input, architecture.InputSize, architecture.InputChannels, architecture.WDim);
        float clamp = architecture.ConvClamp ?? float.PositiveInfinity;
        IReadOnlyList<StyleGan3Layer> layers = architecture.Synthesis;
        _layers = new FilteredLayer[layers.Count - 1];
        (int channels, int size) = (architecture.InputChannels, architecture.InputSize);
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i] = new(
                this, layers[i].Name(i), layers[i], channels, size, Border(layers[i + 1]), architecture.WDim, clamp);
            (channels, size) = (layers[i].Channels, layers[i].Size);
        }

        _colours = new(this, layers[^1].Name(_layers.Length), channels, architecture.WDim, clamp);
    }

    /// <inheritdoc/>
    public override StyleGan3Architecture Architecture { get; }

    /// <inheritdoc/>
    public override Tensor MeanStyle { get; }

    /// <inheritdoc/>
    public override StyleGan3Generator Clone() => new(Architecture, Copies());

    private protected override bool CanPlace => true;

    private protected override IReadOnlyList<string> StyledLayers
        => [Input, .. Architecture.Synthesis.Select((layer, i) => layer.Name(i))];

    private protected override Tensor MapToStyle(Tensor z, Tensor? label) => _mapping.Forward(z, label);

    private protected override Tensor Paint(Tensor ws, SynthesisOptions options)
    {
        using Tensor? moved = options.Placement?.Inverse(_input.Transform);
        Tensor x = Begin(ws, moved ?? _input.Transform, options); // [N, S, S, C]
        for (int i = 0; i < _layers.Length; i++)
        {
            using Tensor input = x;
            x = _layers[i].Forward(input, ws.Select(i + 1), options.Composed); // [N, S, S, C]
            Trace(options, _layers[i].Name, x, Architecture.Synthesis[i].Size, Architecture.Synthesis[i].Channels);
        }

        using Tensor features = x;
        using Tensor colours = _colours.Forward(features, ws.Select(Architecture.Layers - 1)); // [N, S, S, 3]
        options.Trace?.Invoke(_colours.Name, colours);
        return colours.Times(OutputScale);
    }

    private Tensor Begin(Tensor ws, Tensor transform, SynthesisOptions options)
    {
        using Tensor waves = _input.Forward(ws.Select(0), transform);
        Trace(options, _input.Name, waves, Architecture.InputSize, Architecture.InputChannels);
        using Tensor features = waves.To(options.Precision.Activations());
        int border = Border(Architecture.Synthesis[0]);
        return features.Fir([1], before: border, after: border);
    }

    // Of the zeros that a full convolution wants the layer before leaves half, so that the convolution itself keeps the
    // size.
    private static int Border(StyleGan3Layer next) => (next.Kernel - 1) / 2;

    // Without the zeros around it and the channels that are added.
    private static void Trace(SynthesisOptions options, string name, Tensor x, int size, int channels)
    {
        if (options.Trace is { } show)
        {
            int border = (x.Shape[1] - size) / 2;
            using Tensor inside = x.Slice(1, border, size).Slice(2, border, size).Slice(3, 0, channels);
            show(name, inside);
        }
    }
}
