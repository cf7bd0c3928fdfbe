namespace Mien.Networks.StyleGan1;

/// <summary>
/// The sizes of a StyleGAN generator (Karras et al. 2019, "A Style-Based Generator Architecture for Generative
/// Adversarial Networks", figure 1b). The defaults are those of the paper's generator for 1024 px.
/// </summary>
public sealed record StyleGan1Architecture : StyleArchitecture
{
    /// <summary>The sizes for 1024 px.</summary>
    public StyleGan1Architecture() => Channels = PaperChannels(1024);

    /// <summary>
    /// The size from which on up-sampling is one transposed convolution of stride 2; below it, pixels are repeated and
    /// then convolved (the releases: 128).
    /// </summary>
    public int FusedUpsamplingFrom { get; init; } = 128;

    /// <inheritdoc/>
    public override int Layers => 2 * Channels.Count;

    /// <summary>The paper's widths, 4 px first: 16384 / size, at most 512.</summary>
    /// <param name="resolution">A power of two, 8 or more.</param>
    public static IReadOnlyList<int> PaperChannels(int resolution)
        => [.. Enumerable.Range(2, Math.Max(0, int.Log2(resolution) - 1))
            .Select(level => Math.Min(512, 16384 >> level))];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Sizes.Check(nameof(StyleGan1Architecture), Resolution, Channels);
        if (LabelDim > 0)
        {
            throw new ArgumentException(
                $"{nameof(StyleGan1Architecture)}: there are no labels, {nameof(LabelDim)} is 0, not {LabelDim}");
        }
    }

    /// <inheritdoc/>
    public override StyleGan1Generator Build(Weights weights) => new(this, weights);
}
