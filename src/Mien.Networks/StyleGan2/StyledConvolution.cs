using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan2;

/// <summary>
/// One layer of the synthesis network: modulated convolution, noise, bias, leaky ReLU (Karras et al. 2020, section
/// 2.2). Modulating the input and demodulating the output is the same as doing both to the weight (their appendix B),
/// and the weight is then constant.
/// </summary>
internal sealed class StyledConvolution
{
    private static readonly float[] _fir = [1, 3, 3, 1];

    private readonly bool _up;
    private readonly float _clamp;
    private readonly EqualizedDense _affine;
    private readonly Tensor _weight;
    private readonly PreparedWeights? _upWeight;
    private readonly PreparedWeights _energy;
    private readonly Tensor _bias;
    private readonly Tensor _strength;

    public StyledConvolution(
        Network network, string name, int size, int inputs, int outputs, int wDim, bool up, float clamp)
    {
        Name = name;
        _up = up;
        _clamp = clamp;
        _affine = EqualizedDense.Of(network, $"{name}.affine", wDim, inputs);
        _weight = network.Parameter($"{name}.weight", [outputs, inputs, 3, 3]);
        _bias = network.Parameter($"{name}.bias", [outputs]);
        _strength = network.Parameter($"{name}.noise_strength", []);
        Noise = network.Buffer($"{name}.noise_const", [size, size]);
        _energy = network.Prepare(() => _weight.KernelEnergy(), _weight);
        _upWeight = up ? network.Prepare(() => _weight.Permute(1, 0, 2, 3), _weight) : null;
    }

    public string Name { get; }

    /// <summary>The stored map, [H, W] of the output.</summary>
    public Tensor Noise { get; }

    /// <summary>x [N, H, W, I], w [N, W] → [N, H, W, O], or twice that size where the layer up-samples.</summary>
    public Tensor Forward(Tensor x, Tensor w, Noise noise, int layer)
    {
        Tensor s = _affine.Forward(w); // [N, I]
        Tensor d = s.Square().Dense(_energy.Value).Rsqrt(); // [N, O], equation 3
        using Tensor y = Convolve(x, s);
        return noise.With(layer, Noise, x.Shape[0], map =>
            y.Style(
                d, _bias, map, map is null ? null : _strength, slope: 0.2f, gain: MathF.Sqrt(2), clamp: _clamp,
                forgetsInput: true));
    }

    private Tensor Convolve(Tensor x, Tensor s)
    {
        using Tensor modulated = x.ScaleChannels(s); // equation 1
        if (!_up)
        {
            return modulated.Conv2d(_weight);
        }

        using Tensor doubled = modulated.ConvTranspose2d(_upWeight!.Value); // [N, 2H + 1, 2W + 1, O]
        modulated.Dispose();
        return doubled.Fir(_fir, before: 1, after: 1, gain: 4); // [N, 2H, 2W, O]
    }
}
