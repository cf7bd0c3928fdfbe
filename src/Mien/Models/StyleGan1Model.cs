using Mien.Networks;
using Mien.Networks.StyleGan1;
using Mien.Tensors;

namespace Mien.Models;

/// <summary>StyleGAN1 as a <see cref="StyleGenerator"/>: the paper's own generator.</summary>
/// <param name="network">The network; taken over.</param>
public sealed class StyleGan1Model(StyleGan1Generator network) : StyleGenerator
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
        .. network.Buffers.Where(buffer => buffer.Key.Contains("/noise", StringComparison.Ordinal))
            .OrderBy(buffer => int.Parse(buffer.Key[(buffer.Key.LastIndexOf("noise", StringComparison.Ordinal) + 5)..], System.Globalization.CultureInfo.InvariantCulture))
            .Select(buffer => buffer.Value),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<int> ImageSizes => [Resolution];

    /// <inheritdoc/>
    public override Tensor Map(Tensor z, float psi = 1) => network.Map(z, psi);

    /// <inheritdoc/>
    public override Tensor Synthesize(Tensor styles, Noise noise, Precision precision, int? size = null)
        => size is null || size == Resolution
            ? network.Synthesize(styles, new() { Noise = noise, Precision = precision })
            : throw new ArgumentException($"StyleGAN1 gives its image at {Resolution} px alone, not at {size}");

    /// <inheritdoc/>
    public override void Dispose() => network.Dispose();
}
