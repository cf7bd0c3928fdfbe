using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan3;

/// <summary>
/// What the synthesis network begins with: waves, turned and shifted by the first style vector, and mixed (Karras et
/// al. 2021, section 3.2 and appendix F.2).
/// </summary>
internal sealed class FourierInput
{
    private readonly int _size;
    private readonly EqualizedDense _affine;
    private readonly Tensor _frequencies;
    private readonly Tensor _phases;
    private readonly PreparedWeights _weight;

    public FourierInput(Network network, string name, int size, int channels, int wDim)
    {
        Name = name;
        _size = size;
        _affine = EqualizedDense.Of(network, $"{name}.affine", wDim, 4);
        Transform = network.Buffer($"{name}.transform", [3, 3]);
        _frequencies = network.Buffer($"{name}.freqs", [channels, 2]);
        _phases = network.Buffer($"{name}.phases", [channels]);
        Tensor weight = network.Parameter($"{name}.weight", [channels, channels]);
        _weight = network.Prepare(() => weight.Equalized().Pad(0, Channels.Padded(channels)), weight);
    }

    public string Name { get; }

    /// <summary>
    /// From the picture's coordinates to those of the waves, before the style vector has its say: [3, 3].
    /// </summary>
    public Tensor Transform { get; }

    /// <summary>w [N, W], transform [3, 3] → [N, S, S, C], C a multiple of 16, float32.</summary>
    public Tensor Forward(Tensor w, Tensor transform)
    {
        int n = w.Shape[0], channels = _phases.Shape[0];
        Tensor m = Turned(_affine.Forward(w)).Dense(transform.Permute(1, 0)); // [2N, 3]: the first two rows of M
        // f · M
        Tensor parts = m.Reshape([n, 2, 3]).Permute(0, 2, 1).Reshape([3 * n, 2]).Dense(_frequencies)
            .Reshape([n, 3, channels]);
        Tensor phases = parts.Slice(1, 2, 1).Plus(_phases.Reshape([1, channels])); // [N, 1, C]
        Tensor waves = new[] { parts.Slice(1, 0, 2), phases }.Concat(1); // [N, 3, C]
        int rate = _size - (2 * StyleGan3Architecture.Margin);
        using Tensor features = waves.Waves(_size, rate, StyleGan3Architecture.FirstCutoff); // [N, S, S, C]
        Tensor weight = _weight.Value;
        return features.Conv2d(weight.Reshape([weight.Shape[0], channels, 1, 1]));
    }

    // t = (r_c, r_s, t_x, t_y) over the length of (r_c, r_s) → the first two rows of the turn after the shift: [2N, 3].
    private static Tensor Turned(Tensor t)
    {
        int n = t.Shape[0];
        Tensor square = t.Slice(1, 0, 2).Square(); // [N, 2]
        Tensor scale = square.Slice(1, 0, 1).Plus(square.Slice(1, 1, 1)).Rsqrt(0); // [N, 1]
        Tensor c = t.Slice(1, 0, 1).Times(scale), s = t.Slice(1, 1, 1).Times(scale), x = t.Slice(1, 2, 1).Times(scale),
            y = t.Slice(1, 3, 1).Times(scale);
        return new[]
        {
            c, s.Times(-1), s.Times(y).Minus(c.Times(x)),
            s, c, s.Times(x).Plus(c.Times(y)).Times(-1),
        }.Concat(1).Reshape([2 * n, 3]);
    }
}
