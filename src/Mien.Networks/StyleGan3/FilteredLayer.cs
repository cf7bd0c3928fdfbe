using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan3;

/// <summary>
/// A layer of the synthesis network: modulated convolution, bias, filtered leaky ReLU (Karras et al. 2021, figure 4b
/// and appendix F.2). As in StyleGAN2 the style scales the input and demodulation the output, and the weight is
/// constant.
/// </summary>
internal sealed class FilteredLayer
{
    private readonly StyleGan3Layer _sizes;
    private readonly int _inputSize;
    private readonly int _border;
    private readonly float _clamp;
    private readonly EqualizedDense _affine;
    private readonly PreparedWeights _weight;
    private readonly PreparedWeights _energy;
    private readonly PreparedWeights _bias;
    private readonly Tensor _magnitude;
    private readonly Tensor _up;
    private readonly Tensor _down;
    private (int Version, ActivationFilters Filters)? _filters;

    /// <summary>Takes the tensors of a layer.</summary>
    /// <param name="network">Owns the tensors.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="sizes">Of the layer.</param>
    /// <param name="inputs">Channels of its input.</param>
    /// <param name="inputSize">Rows and columns of its input.</param>
    /// <param name="border">Rows and columns of zeros that the next convolution wants on every side of the
    /// result.</param>
    /// <param name="wDim">Length of a style vector.</param>
    /// <param name="clamp">The largest magnitude between the filters.</param>
    public FilteredLayer(
        Network network, string name, StyleGan3Layer sizes, int inputs, int inputSize, int border, int wDim,
        float clamp)
    {
        Name = name;
        (_sizes, _inputSize, _border, _clamp) = (sizes, inputSize, border, clamp);
        (int outputs, int k) = (sizes.Channels, sizes.Kernel);
        _affine = EqualizedDense.Of(network, $"{name}.affine", wDim, inputs);
        Tensor weight = network.Parameter($"{name}.weight", [outputs, inputs, k, k]),
            bias = network.Parameter($"{name}.bias", [outputs]);
        _magnitude = network.Buffer($"{name}.magnitude_ema", []);
        _up = network.Buffer($"{name}.up_filter", [sizes.UpTaps]);
        _down = network.Buffer(
            $"{name}.down_filter", sizes.IsRadial ? [sizes.DownTaps, sizes.DownTaps] : [sizes.DownTaps]);
        int padded = Channels.Padded(outputs);

        // Each output's weights have unit mean square.
        Tensor Normalised() => weight.Reshape([outputs, inputs * k * k]).PixelNorm(0).Reshape([outputs, inputs, k, k]);
        _weight = network.Prepare(() => Normalised().Pad(1, Channels.Padded(inputs)).Pad(0, padded), weight);
        _energy = network.Prepare(() => Normalised().KernelEnergy().Pad(0, padded), weight); // [O, I]
        _bias = network.Prepare(() => bias.Pad(0, padded), bias);
    }

    public string Name { get; }

    /// <summary>
    /// x [N, H, W, I] with the zeros around it that the kernel wants, w [N, W] → [N, S, S, O] with the zeros that the
    /// next one wants; I and O are multiples of 16. The filters are one pass, or composed of single operations.
    /// </summary>
    public Tensor Forward(Tensor x, Tensor w, bool composed)
    {
        Tensor style = _affine.Forward(w); // [N, I]
        // of unit mean square over the batch
        Tensor s = style.Reshape([1, (int)style.Count]).PixelNorm(0).Reshape(style.Shape);
        Tensor d = s.Square().Dense(_energy.Value).Rsqrt(); // [N, O]
        using Tensor modulated = x.ScaleChannels(s.Times(1 / MathF.Sqrt(_magnitude.Item)).Pad(1, x.Shape[3]));
        using Tensor y = modulated.Conv2d(_weight.Value);
        modulated.Dispose();
        using Tensor biased = y.Style(d, _bias.Value, forgetsInput: true);
        y.Dispose();
        return composed ? biased.FilteredLeakyReluComposed(Filters()) : biased.FilteredLeakyRelu(Filters());
    }

    // Made anew after somebody wrote to the taps.
    private ActivationFilters Filters()
    {
        int version = unchecked(_up.Version + _down.Version);
        if (_filters is not { } made || made.Version != version)
        {
            (int before, int after) = _sizes.Padding(_inputSize);
            _filters = made = (version, new()
            {
                UpFilter = _up.ToArray(),
                DownFilter = _down.ToArray(),
                IsRadial = _sizes.IsRadial,
                Up = _sizes.Up,
                Down = _sizes.Down,
                Before = before,
                After = after,
                Border = _border,
                Clamp = _clamp,
            });
        }

        return made.Filters;
    }
}
