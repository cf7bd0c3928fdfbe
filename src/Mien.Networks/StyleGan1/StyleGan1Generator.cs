using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan1;

/// <summary>
/// The generator of StyleGAN (Karras et al. 2019, figure 1b), fully grown. All work is written on the tape that is open:
/// its results belong to that tape, and gradients flow to style vectors, noise maps and parameters that it watches.
/// </summary>
public sealed class StyleGan1Generator : IDisposable
{
    /// <summary>Layers that truncation changes by default: the releases' eight, 4 to 32 px.</summary>
    public const int TruncatedLayers = 8;

    private readonly NetworkTensors _tensors;
    private readonly EqualizedDense[] _mapping;
    private readonly Tensor _meanStyle;
    private readonly Prepared _constant;
    private readonly (EqualizedConvolution? Convolution, StyledLayer Style)[] _layers;
    private readonly Prepared _toRgbWeight;
    private readonly Tensor _toRgbBias;

    /// <summary>Builds the network from named tensors.</summary>
    /// <param name="architecture">The sizes.</param>
    /// <param name="weights">
    /// Float32 tensors with the names and layouts of the TensorFlow variables, such as
    /// <c>G_synthesis/8x8/Conv0_up/StyleMod/weight</c> [W, 2C]. The network shares their memory; the given handles stay
    /// the caller's. Other names are ignored.
    /// </param>
    /// <exception cref="ArgumentException">The architecture is impossible, or a tensor is missing or has another shape.</exception>
    public StyleGan1Generator(StyleGan1Architecture architecture, IReadOnlyDictionary<string, Tensor> weights)
    {
        architecture.Check();
        Architecture = architecture;
        NetworkTensors tensors = _tensors = new(nameof(StyleGan1Generator), weights);
        _mapping = [.. Enumerable.Range(0, architecture.MappingLayers).Select(i => Dense(tensors, i))];
        _meanStyle = tensors.Buffer("dlatent_avg", [architecture.WDim]);
        int first = architecture.Channels[0], last = architecture.Channels[^1];
        Tensor constant = tensors.Parameter("G_synthesis/4x4/Const/const", [1, first, 4, 4]);
        _constant = tensors.Prepare(() => constant.Permute(0, 2, 3, 1), constant); // [1, 4, 4, C]
        _layers = [.. Enumerable.Range(0, architecture.Layers).Select(layer => Layer(tensors, layer))];
        Tensor toRgb = tensors.Parameter("G_synthesis/ToRGB_lod0/weight", [1, 1, last, 3]);
        _toRgbWeight = tensors.Prepare(() => toRgb.Permute(3, 2, 0, 1).Times(1 / MathF.Sqrt(last)), toRgb); // [3, C, 1, 1]
        _toRgbBias = tensors.Parameter("G_synthesis/ToRGB_lod0/bias", [3]);
    }

    /// <summary>The sizes.</summary>
    public StyleGan1Architecture Architecture { get; }

    /// <summary>
    /// What training changes, by name: watch these very tensors to train. While no tape watches them they are frozen, and
    /// what the network derives from them is kept until somebody writes to them.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _tensors.Parameters;

    /// <summary>What is stored with the parameters but not trained by gradients: the mean style <c>dlatent_avg</c> and the noise maps.</summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => _tensors.Buffers;

    /// <summary>The mean style: [W].</summary>
    public Tensor MeanStyle => _meanStyle;

    /// <summary>From latents to one style vector for every layer.</summary>
    /// <param name="z">[N, Z], standard normal; only its direction matters.</param>
    /// <param name="psi">Truncation ψ: 1 leaves the styles, 0 gives the mean style.</param>
    /// <param name="cutoff">Truncate the first so many layers.</param>
    /// <returns>[N, L, W]</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Tensor Map(Tensor z, float psi = 1, int cutoff = TruncatedLayers)
    {
        if (z.Shape.Rank != 2 || z.Shape[1] != Architecture.ZDim)
        {
            throw new ArgumentException($"Map: z must be [N, {Architecture.ZDim}], not {z.Shape}", nameof(z));
        }

        Tensor x = z.PixelNorm(); // [N, Z]
        foreach (EqualizedDense layer in _mapping)
        {
            x = layer.Forward(x).LeakyRelu(); // [N, W]
        }

        return StyleVectors.Broadcast(x, _meanStyle, Architecture.Layers, psi, cutoff);
    }

    /// <summary>From style vectors to images.</summary>
    /// <param name="ws">[N, L, W]: one style vector for each layer.</param>
    /// <param name="options">How; by default with the stored noise and in float32. This generator has no smaller images to stop at.</param>
    /// <returns>[N, resolution, resolution, 3], float32, nominally in [−1, 1].</returns>
    /// <exception cref="ArgumentException">The shape does not fit, or another size than the resolution is asked for.</exception>
    public Tensor Synthesize(Tensor ws, SynthesisOptions? options = null)
    {
        options ??= new();
        StyleGan1Architecture a = Architecture;
        if (ws.Shape.Rank != 3 || ws.Shape[1] != a.Layers || ws.Shape[2] != a.WDim)
        {
            throw new ArgumentException($"Synthesize: style vectors must be [N, {a.Layers}, {a.WDim}], not {ws.Shape}", nameof(ws));
        }

        if (options.StopAt is { } stop && stop != a.Resolution)
        {
            throw new ArgumentException($"Synthesize: this generator has an image at {a.Resolution} px alone, not at {stop}", nameof(options));
        }

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

    /// <summary>Frees the tensors; <see cref="Parameters"/> are gone then.</summary>
    public void Dispose() => _tensors.Dispose();

    private EqualizedDense Dense(NetworkTensors tensors, int i)
    {
        int inputs = i == 0 ? Architecture.ZDim : Architecture.WDim, outputs = Architecture.WDim;
        float rate = Architecture.MappingRate;
        return new(
            tensors, tensors.Parameter($"G_mapping/Dense{i}/weight", [inputs, outputs]), tensors.Parameter($"G_mapping/Dense{i}/bias", [outputs]),
            MathF.Sqrt(2f / inputs) * rate, rate, transposed: true);
    }

    private (EqualizedConvolution? Convolution, StyledLayer Style) Layer(NetworkTensors tensors, int layer)
    {
        int level = layer / 2, size = 4 << level, channels = Architecture.Channels[level];
        bool up = layer % 2 == 0;
        string name = $"G_synthesis/{size}x{size}/" + (level == 0 ? up ? "Const" : "Conv" : up ? "Conv0_up" : "Conv1");
        StyledLayer style = new(tensors, name, layer, size, channels, Architecture.WDim);
        return layer == 0
            ? (null, style)
            : (new(tensors, name, up ? Architecture.Channels[level - 1] : channels, channels, up, size >= Architecture.FusedUpsamplingFrom), style);
    }
}
