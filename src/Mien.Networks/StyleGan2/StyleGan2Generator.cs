using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan2;

/// <summary>The generator of StyleGAN2 (Karras et al. 2020) with skip connections.</summary>
public sealed class StyleGan2Generator : StyleGenerator
{
    private readonly MappingNetwork _mapping;
    private readonly PreparedWeights _constant;
    private readonly Block[] _blocks;

    /// <summary>Builds the network from named tensors.</summary>
    /// <param name="architecture">The sizes.</param>
    /// <param name="weights">With the names and layouts of stylegan2-ada-pytorch, such as
    /// <c>synthesis.b8.conv0.affine.weight</c>.</param>
    /// <exception cref="ArgumentException">The architecture is impossible, or a tensor is missing or has another
    /// shape.</exception>
    public StyleGan2Generator(StyleGan2Architecture architecture, Weights weights)
        : base(weights)
    {
        architecture.Check();
        Architecture = architecture;
        _mapping = new(architecture, this);
        MeanStyle = Buffer("mapping.w_avg", [architecture.WDim]);
        int channels = architecture.Channels[0], size = StyleGan2Architecture.ConstantSize;
        Tensor constant = Parameter("synthesis.b4.const", [channels, size, size]);
        _constant = Prepare(() => constant.Permute(1, 2, 0).Reshape([1, size, size, channels]), constant);
        _blocks = [.. architecture.Channels.Select((outputs, level) => new Block(
            this, size << level, level == 0 ? 0 : architecture.Channels[level - 1], outputs, architecture.WDim,
            architecture.ConvClamp ?? float.PositiveInfinity))];
        NoiseMaps = [.. _blocks.SelectMany(block => block.Noise)];
        ImageSizes = [.. _blocks.Select(block => block.Size)];
    }

    /// <inheritdoc/>
    public override StyleGan2Architecture Architecture { get; }

    /// <inheritdoc/>
    public override Tensor MeanStyle { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> NoiseMaps { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> ImageSizes { get; }

    /// <summary>
    /// From style vectors to the skip image at every size, as <see cref="StyleGenerator.Synthesize"/>.
    /// </summary>
    /// <param name="ws">[N, L, W]: one style vector for each layer; where synthesis stops earlier, the first are
    /// used.</param>
    /// <param name="options">How; by default with the stored noise, in float32, to the full resolution.</param>
    /// <returns>
    /// [N, size, size, 3] for each size, smallest first, float32, nominally in [−1, 1]. The last is the image.
    /// </returns>
    /// <exception cref="ArgumentException">The shape does not fit, or the generator has no such size.</exception>
    public IReadOnlyList<Tensor> SynthesizeAll(Tensor ws, SynthesisOptions? options = null)
    {
        options ??= new();
        CheckStyles(ws, options);
        int stop = options.StopAt ?? Resolution;
        Tensor x = _constant.Value.Repeat(0, ws.Shape[0]).To(options.Precision.Activations()); // [N, 4, 4, C]
        List<Tensor> images = [];
        foreach (Block block in _blocks.TakeWhile(b => b.Size <= stop))
        {
            x = block.Forward(x, ws, options, images);
        }

        x.Dispose();
        return images;
    }

    /// <inheritdoc/>
    public override StyleGan2Generator Clone() => new(Architecture, Copies());

    private protected override IReadOnlyList<string> StyledLayers
        => [.. _blocks.SelectMany(block => block.Convolutions), _blocks[^1].Colours];

    private protected override Tensor MapToStyle(Tensor z, Tensor? label) => _mapping.Forward(z, label);

    private protected override Tensor Paint(Tensor ws, SynthesisOptions options) => SynthesizeAll(ws, options)[^1];

    /// <summary>The layers of one size.</summary>
    private sealed class Block
    {
        private readonly int _firstLayer;
        private readonly StyledConvolution[] _convolutions;
        private readonly ToRgb _toRgb;

        public Block(Network network, int size, int inputs, int outputs, int wDim, float clamp)
        {
            Size = size;
            string name = $"synthesis.b{size}";
            Colours = $"{name}.torgb";
            bool first = inputs == 0;
            _firstLayer = first ? 0 : (2 * int.Log2(size)) - 5;
            StyledConvolution[] up = first
                ? [] : [new(network, $"{name}.conv0", size, inputs, outputs, wDim, up: true, clamp)];
            _convolutions = [.. up, new(network, $"{name}.conv1", size, outputs, outputs, wDim, up: false, clamp)];
            _toRgb = new(network, Colours, outputs, wDim, clamp);
        }

        public int Size { get; }

        public IEnumerable<string> Convolutions => _convolutions.Select(c => c.Name);

        public string Colours { get; }

        public IEnumerable<Tensor> Noise => _convolutions.Select(c => c.Noise);

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
