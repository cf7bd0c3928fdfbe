using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks;

/// <summary>
/// f: Z → W (Karras et al. 2019, section 2) of StyleGAN2 and StyleGAN3, with a label beside z in a conditional
/// generator.
/// </summary>
internal sealed class MappingNetwork
{
    private readonly EqualizedDense? _embed;
    private readonly EqualizedDense[] _layers;

    /// <summary>Takes <c>mapping.fc0.weight</c> … and <c>mapping.embed.weight</c>.</summary>
    public MappingNetwork(StyleArchitecture a, Network network)
    {
        if (a.LabelDim > 0)
        {
            _embed = EqualizedDense.Of(network, "mapping.embed", a.LabelDim, a.WDim);
        }

        _layers = [.. Enumerable.Range(0, a.MappingLayers)
            .Select(i => EqualizedDense.Of(
                network, $"mapping.fc{i}", i > 0 ? a.WDim : a.ZDim + (_embed is null ? 0 : a.WDim), a.WDim,
                a.MappingRate, a.MappingRate))];
    }

    /// <summary>z [N, Z], label [N, C] or null → w [N, W].</summary>
    public Tensor Forward(Tensor z, Tensor? label)
    {
        Tensor x = z.PixelNorm(); // [N, Z]
        if (_embed is not null)
        {
            Tensor y = _embed.Forward(label!).PixelNorm(); // [N, W]
            x = new[] { x, y }.Concat(1); // [N, Z + W]
        }

        foreach (EqualizedDense layer in _layers)
        {
            x = layer.Forward(x).LeakyRelu(0.2f, MathF.Sqrt(2)); // [N, W]
        }

        return x;
    }
}
