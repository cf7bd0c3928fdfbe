using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan3;

/// <summary>
/// The last layer: a modulated 1×1 convolution without demodulation, a bias, a clamp (Karras et al. 2021, appendix
/// F.2).
/// </summary>
internal sealed class ToColours
{
    private readonly float _clamp;
    private readonly EqualizedDense _affine;
    private readonly PreparedWeights _weight;
    private readonly Tensor _bias;
    private readonly Tensor _magnitude;

    public ToColours(Network network, string name, int inputs, int wDim, float clamp)
    {
        Name = name;
        _clamp = clamp;
        float gain = EqualizedRate.Factor(inputs); // the kernel's, carried by the style
        _affine = EqualizedDense.Of(network, $"{name}.affine", wDim, inputs, gain, gain);
        Tensor weight = network.Parameter($"{name}.weight", [3, inputs, 1, 1]);
        _weight = network.Prepare(() => weight.Pad(1, Channels.Padded(inputs)), weight);
        _bias = network.Parameter($"{name}.bias", [3]);
        _magnitude = network.Buffer($"{name}.magnitude_ema", []);
    }

    public string Name { get; }

    /// <summary>x [N, S, S, I], I a multiple of 16, w [N, W] → [N, S, S, 3], float32.</summary>
    public Tensor Forward(Tensor x, Tensor w)
    {
        Tensor s = _affine.Forward(w).Times(1 / MathF.Sqrt(_magnitude.Item)); // [N, I]
        using Tensor modulated = x.ScaleChannels(s.Pad(1, x.Shape[3]));
        using Tensor colours = modulated.Conv2d(_weight.Value); // [N, S, S, 3]
        modulated.Dispose();
        return colours.To(DType.Float32).Style(shift: _bias, clamp: _clamp);
    }
}
