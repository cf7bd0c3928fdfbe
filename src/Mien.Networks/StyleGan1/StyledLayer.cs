using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan1;

/// <summary>
/// What follows every convolution (and the constant) of the synthesis network: noise, bias, leaky ReLU, AdaIN (Karras
/// et al. 2019, figure 1b and equation 1).
/// </summary>
internal sealed class StyledLayer
{
    private readonly Tensor _strength;
    private readonly Tensor _bias;
    private readonly EqualizedDense _style;
    private readonly int _channels;

    public StyledLayer(Network network, string name, int layer, int size, int channels, int wDim)
    {
        Name = name;
        Index = layer;
        _channels = channels;
        Noise = network.Buffer($"{name}.noise_const", [size, size]);
        _strength = network.Parameter($"{name}.noise_strength", [channels]);
        _bias = network.Parameter($"{name}.bias", [channels]);
        _style = EqualizedDense.Of(network, $"{name}.affine", wDim, 2 * channels);
    }

    public string Name { get; }

    /// <summary>The stored map, [H, W].</summary>
    public Tensor Noise { get; }

    /// <summary>Which style vector and which noise map, from 0.</summary>
    public int Index { get; }

    /// <summary>x [N, H, W, C], ws [N, L, W] → [N, H, W, C].</summary>
    public Tensor Forward(Tensor x, Tensor ws, Noise noise)
    {
        Tensor style = _style.Forward(ws.Select(Index)); // [N, 2C]
        // y_s + 1, y_b
        Tensor scale = style.Slice(1, 0, _channels).Plus(1), shift = style.Slice(1, _channels, _channels);
        using Tensor activated = noise.With(Index, Noise, x.Shape[0], map =>
            x.Style(shift: _bias, noise: map, strength: map is null ? null : _strength, slope: 0.2f));
        using Tensor normalised = activated.InstanceNorm();
        activated.Dispose();
        return normalised.Style(scale, shift);
    }
}
