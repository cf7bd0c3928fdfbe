using Mien.Networks;
using Mien.Networks.StyleGan2;
using Mien.Tensors;

namespace Mien.Models;

/// <summary>StyleGAN2 as a <see cref="StyleGenerator"/>: gives its skip image at every size.</summary>
/// <param name="network">The network; taken over.</param>
public sealed class StyleGan2Model(StyleGan2Generator network) : StyleGenerator
{
    /// <inheritdoc/>
    public override int Resolution => network.Architecture.Resolution;

    /// <inheritdoc/>
    public override int Layers => network.Architecture.Layers;

    /// <inheritdoc/>
    public override int StyleLength => network.Architecture.WDim;

    /// <inheritdoc/>
    public override int LatentLength => network.Architecture.ZDim;

    /// <inheritdoc/>
    public override Tensor MeanStyle => network.MeanStyle;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> NoiseMaps { get; } =
    [
        .. network.Buffers.Where(buffer => buffer.Key.EndsWith("noise_const", StringComparison.Ordinal))
            .OrderBy(buffer => buffer.Value.Shape[^1]).ThenBy(buffer => buffer.Key, StringComparer.Ordinal).Select(buffer => buffer.Value),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<int> ImageSizes { get; } =
        [.. Enumerable.Range(0, network.Architecture.Channels.Count).Select(level => StyleGan2Architecture.ConstantSize << level)];

    /// <inheritdoc/>
    public override Tensor Map(Tensor z, float psi = 1)
    {
        int labels = network.Architecture.LabelDim;
        if (labels == 0)
        {
            return network.Map(z, psi: psi);
        }

        // Without a class to ask for, the mean of all labels stands for any.
        using Tensor label = Tensor.Full([z.Shape[0], labels], 1f / labels);
        return network.Map(z, label, psi);
    }

    /// <inheritdoc/>
    public override Tensor Synthesize(Tensor styles, Noise noise, Precision precision, int? size = null)
        => network.Synthesize(styles, new() { Noise = noise, Precision = precision, StopAt = size })[^1];

    /// <inheritdoc/>
    public override void Dispose() => network.Dispose();
}
