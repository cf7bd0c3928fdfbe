using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan1;

/// <summary>The generator of StyleGAN (Karras et al. 2019, figure 1b), fully grown.</summary>
public sealed class StyleGan1Generator : StyleGenerator
{
    private readonly EqualizedDense[] _mapping;
    private readonly PreparedWeights _constant;
    private readonly (EqualizedConvolution? Convolution, StyledLayer Style)[] _layers;
    private readonly PreparedWeights _toRgbWeight;
    private readonly Tensor _toRgbBias;

    /// <summary>Builds the network from named tensors.</summary>
    /// <param name="architecture">The sizes.</param>
    /// <param name="weights">
    /// With names and layouts after those of stylegan2-ada-pytorch, such as <c>synthesis.b8.conv0.affine.weight</c>
    /// [2C, W]: scales, then shifts.
    /// </param>
    /// <exception cref="ArgumentException">The architecture is impossible, or a tensor is missing or has another
    /// shape.</exception>
    public StyleGan1Generator(StyleGan1Architecture architecture, Weights weights)
        : base(weights)
    {
        architecture.Check();
        Architecture = architecture;
        float rate = architecture.MappingRate;
        _mapping = [.. Enumerable.Range(0, architecture.MappingLayers).Select(i => EqualizedDense.Of(
            this, $"mapping.fc{i}", i == 0 ? architecture.ZDim : architecture.WDim, architecture.WDim,
            MathF.Sqrt(2) * rate, rate))];
        MeanStyle = Buffer("mapping.w_avg", [architecture.WDim]);
        int first = architecture.Channels[0], last = architecture.Channels[^1];
        Tensor constant = Parameter("synthesis.b4.const", [first, 4, 4]);
        _constant = Prepare(() => constant.Permute(1, 2, 0).Reshape([1, 4, 4, first]), constant);
        _layers = [.. Enumerable.Range(0, architecture.Layers).Select(Layer)];
        NoiseMaps = [.. _layers.Select(layer => layer.Style.Noise)];
        Tensor toRgb = Parameter($"synthesis.b{architecture.Resolution}.torgb.weight", [3, last, 1, 1]);
        _toRgbWeight = Prepare(() => toRgb.Equalized(), toRgb);
        _toRgbBias = Parameter($"synthesis.b{architecture.Resolution}.torgb.bias", [3]);
    }

    /// <inheritdoc/>
    public override StyleGan1Architecture Architecture { get; }

    /// <inheritdoc/>
    public override Tensor MeanStyle { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> NoiseMaps { get; }

    /// <summary>The releases truncate eight layers, 4 to 32 px.</summary>
    public override int TruncatedLayers => 8;

    /// <inheritdoc/>
    public override StyleGan1Generator Clone() => new(Architecture, Copies());

    private protected override IReadOnlyList<string> StyledLayers => [.. _layers.Select(layer => layer.Style.Name)];

    private protected override Tensor MapToStyle(Tensor z, Tensor? label)
    {
        Tensor x = z.PixelNorm(); // [N, Z]
        foreach (EqualizedDense layer in _mapping)
        {
            x = layer.Forward(x).LeakyRelu(); // [N, W]
        }

        return x;
    }

    private protected override Tensor Paint(Tensor ws, SynthesisOptions options)
    {
        Tensor x = _constant.Value.Repeat(0, ws.Shape[0]).To(options.Precision.Activations()); // [N, 4, 4, C]
        foreach ((EqualizedConvolution? convolution, StyledLayer style) in _layers)
        {
            if (convolution is not null)
            {
                using Tensor input = x;
                x = convolution.Forward(input);
            }

            using Tensor convolved = x;
            x = style.Forward(convolved, ws, options.Noise);
            options.Trace?.Invoke(style.Name, x);
        }

        using Tensor features = x;
        using Tensor colours = features.Conv2d(_toRgbWeight.Value); // [N, H, W, 3]
        return colours.To(DType.Float32).AddBias(_toRgbBias);
    }

    private (EqualizedConvolution? Convolution, StyledLayer Style) Layer(int layer)
    {
        int level = layer / 2, size = 4 << level, channels = Architecture.Channels[level];
        bool up = layer % 2 == 0;
        string name = $"synthesis.b{size}.conv{layer % 2}";
        StyledLayer style = new(this, name, layer, size, channels, Architecture.WDim);
        return layer == 0
            ? (null, style)
            : (new(this, name, up
                ? Architecture.Channels[level - 1] : channels, channels, up, size >= Architecture.FusedUpsamplingFrom),
                style);
    }
}
