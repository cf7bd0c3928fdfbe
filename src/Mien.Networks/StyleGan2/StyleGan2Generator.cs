using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan2;

/// <summary>
/// The generator of StyleGAN2 (Karras et al. 2020) with skip connections. All work is written on the tape that is open:
/// its results belong to that tape, and gradients flow to style vectors, noise maps and parameters that it watches.
/// </summary>
public sealed class StyleGan2Generator : IDisposable
{
    private readonly NetworkTensors _tensors;
    private readonly MappingNetwork _mapping;
    private readonly Tensor _meanStyle;
    private readonly Prepared _constant;
    private readonly Block[] _blocks;

    /// <summary>Builds the network from named tensors.</summary>
    /// <param name="architecture">The sizes.</param>
    /// <param name="weights">
    /// Float32 tensors with the names and layouts of stylegan2-ada-pytorch, such as <c>synthesis.b8.conv0.affine.weight</c>.
    /// The network shares their memory; the given handles stay the caller's. Other names are ignored.
    /// </param>
    /// <exception cref="ArgumentException">The architecture is impossible, or a tensor is missing or has another shape.</exception>
    public StyleGan2Generator(StyleGan2Architecture architecture, IReadOnlyDictionary<string, Tensor> weights)
    {
        architecture.Check();
        Architecture = architecture;
        NetworkTensors tensors = _tensors = new(nameof(StyleGan2Generator), weights);
        _mapping = new(architecture, tensors);
        _meanStyle = tensors.Buffer("mapping.w_avg", [architecture.WDim]);
        int channels = architecture.Channels[0], size = StyleGan2Architecture.ConstantSize;
        Tensor constant = tensors.Parameter("synthesis.b4.const", [channels, size, size]);
        _constant = tensors.Prepare(() => constant.Permute(1, 2, 0).Reshape([1, size, size, channels]), constant);
        _blocks = [.. architecture.Channels.Select((outputs, level) => new Block(
            tensors, size << level, level == 0 ? 0 : architecture.Channels[level - 1], outputs, architecture.WDim))];
    }

    /// <summary>The sizes.</summary>
    public StyleGan2Architecture Architecture { get; }

    /// <summary>
    /// What training changes, by name: watch these very tensors to train. While no tape watches them they are frozen, and
    /// what the network derives from them is kept until somebody writes to them.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _tensors.Parameters;

    /// <summary>What is stored with the parameters but not trained by gradients: the mean style <c>mapping.w_avg</c> and the noise maps.</summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => _tensors.Buffers;

    /// <summary>The mean style: [W].</summary>
    public Tensor MeanStyle => _meanStyle;

    /// <summary>From latents to one style vector for every layer.</summary>
    /// <param name="z">[N, Z], standard normal; only its direction matters.</param>
    /// <param name="label">[N, C] in a conditional generator, such as one-hot rows; else null.</param>
    /// <param name="psi">Truncation ψ: 1 leaves the styles, 0 gives the mean style.</param>
    /// <param name="cutoff">Truncate the first so many layers; by default all.</param>
    /// <returns>[N, L, W]</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is missing, or given without need.</exception>
    public Tensor Map(Tensor z, Tensor? label = null, float psi = 1, int? cutoff = null)
    {
        StyleGan2Architecture a = Architecture;
        if (z.Shape.Rank != 2 || z.Shape[1] != a.ZDim)
        {
            throw new ArgumentException($"Map: z must be [N, {a.ZDim}], not {z.Shape}", nameof(z));
        }

        if (label is null ? a.LabelDim > 0 : a.LabelDim == 0 || label.Shape != [z.Shape[0], a.LabelDim])
        {
            throw new ArgumentException(
                a.LabelDim == 0 ? "Map: this generator takes no label" : $"Map: this generator wants a label [{z.Shape[0]}, {a.LabelDim}], not {label?.Shape.ToString() ?? "none"}",
                nameof(label));
        }

        return StyleVectors.Broadcast(_mapping.Forward(z, label), _meanStyle, a.Layers, psi, cutoff);
    }

    /// <summary>From style vectors to images.</summary>
    /// <param name="ws">[N, L, W]: one style vector for each layer; where synthesis stops earlier, the first are used.</param>
    /// <param name="options">How; by default with the stored noise, in float32, to the full resolution.</param>
    /// <returns>
    /// The skip image at every size, smallest first: [N, size, size, 3], float32, nominally in [−1, 1]. The last is the
    /// image.
    /// </returns>
    /// <exception cref="ArgumentException">The shape does not fit, or the generator has no such size.</exception>
    public IReadOnlyList<Tensor> Synthesize(Tensor ws, SynthesisOptions? options = null)
    {
        options ??= new();
        StyleGan2Architecture a = Architecture;
        if (ws.Shape.Rank != 3 || ws.Shape[1] != a.Layers || ws.Shape[2] != a.WDim)
        {
            throw new ArgumentException($"Synthesize: style vectors must be [N, {a.Layers}, {a.WDim}], not {ws.Shape}", nameof(ws));
        }

        int stop = options.StopAt ?? a.Resolution;
        _ = a.ChannelsAt(stop);
        Tensor x = _constant.Value.Repeat(0, ws.Shape[0]).To(options.Precision.Activations()); // [N, 4, 4, C]
        List<Tensor> images = [];
        foreach (Block block in _blocks.TakeWhile(b => b.Size <= stop))
        {
            x = block.Forward(x, ws, options, images);
        }

        x.Dispose();
        return images;
    }

    /// <summary>Frees the tensors; <see cref="Parameters"/> are gone then.</summary>
    public void Dispose() => _tensors.Dispose();

    /// <summary>The layers of one size.</summary>
    private sealed class Block
    {
        private readonly int _firstLayer;
        private readonly StyledConvolution[] _convolutions;
        private readonly ToRgb _toRgb;

        public Block(NetworkTensors tensors, int size, int inputs, int outputs, int wDim)
        {
            Size = size;
            string name = $"synthesis.b{size}";
            bool first = inputs == 0;
            _firstLayer = first ? 0 : (2 * int.Log2(size)) - 5;
            StyledConvolution[] up = first ? [] : [new(tensors, $"{name}.conv0", size, inputs, outputs, wDim, up: true)];
            _convolutions = [.. up, new(tensors, $"{name}.conv1", size, outputs, outputs, wDim, up: false)];
            _toRgb = new(tensors, $"{name}.torgb", outputs, wDim);
        }

        public int Size { get; }

        /// <summary>x [N, H, W, I] → [N, Size, Size, O], adding an image; takes x over.</summary>
        public Tensor Forward(Tensor x, Tensor ws, SynthesisOptions options, List<Tensor> images)
        {
            int layer = _firstLayer;
            foreach (StyledConvolution convolution in _convolutions)
            {
                using Tensor input = x;
                x = convolution.Forward(input, ws.Select(layer), options.Noise, layer);
                options.Trace?.Invoke(convolution.Name, x);
                layer++;
            }

            images.Add(_toRgb.Forward(x, ws.Select(layer), images.Count == 0 ? null : images[^1]));
            options.Trace?.Invoke($"synthesis.b{Size}.image", images[^1]);
            return x;
        }
    }
}
