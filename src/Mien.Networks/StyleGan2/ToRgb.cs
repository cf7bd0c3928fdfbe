using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan2;

/// <summary>
/// What a resolution adds to the skip image: a modulated 1×1 convolution without demodulation, and a bias (Karras et
/// al. 2020, section 4.1).
/// </summary>
internal sealed class ToRgb
{
    private static readonly float[] _fir = [1, 3, 3, 1];

    private readonly float _clamp;
    private readonly EqualizedDense _affine;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    public ToRgb(Network network, string name, int channels, int wDim, float clamp)
    {
        _clamp = clamp;

        // The gain of the 1×1 kernel is carried by the style.
        float gain = EqualizedRate.Factor(channels);
        _affine = EqualizedDense.Of(network, $"{name}.affine", wDim, channels, gain, gain);
        _weight = network.Parameter($"{name}.weight", [3, channels, 1, 1]);
        _bias = network.Parameter($"{name}.bias", [3]);
    }

    /// <summary>x [N, H, W, C], w [N, W], image [N, H/2, W/2, 3] or null → image [N, H, W, 3], float32.</summary>
    public Tensor Forward(Tensor x, Tensor w, Tensor? image)
    {
        Tensor s = _affine.Forward(w); // [N, C]
        using Tensor modulated = x.ScaleChannels(s);
        using Tensor colours = modulated.Conv2d(_weight); // [N, H, W, 3]
        modulated.Dispose();
        Tensor rgb = colours.To(DType.Float32).Style(shift: _bias, clamp: _clamp);
        if (image is null)
        {
            return rgb;
        }

        using (rgb)
        {
            using Tensor up = image.Fir(_fir, up: 2, before: 2, after: 1, gain: 4);
            return up.Plus(rgb);
        }
    }
}
