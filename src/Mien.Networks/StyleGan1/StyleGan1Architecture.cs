namespace Mien.Networks.StyleGan1;

/// <summary>
/// The sizes of a StyleGAN generator (Karras et al. 2019, "A Style-Based Generator Architecture for Generative
/// Adversarial Networks", figure 1b). The defaults are those of the paper's generator for 1024 px.
/// </summary>
public sealed record StyleGan1Architecture
{
    /// <summary>Height and width of the image in pixels: a power of two, 8 or more (the paper: 1024).</summary>
    public int Resolution { get; init; } = 1024;

    /// <summary>Length of the latent z (the paper: 512).</summary>
    public int ZDim { get; init; } = 512;

    /// <summary>Length of a style vector w (the paper: 512).</summary>
    public int WDim { get; init; } = 512;

    /// <summary>Dense layers from z to w (the paper: 8).</summary>
    public int MappingLayers { get; init; } = 8;

    /// <summary>Learning rate of the mapping network relative to the rest (appendix C: 0.01).</summary>
    public float MappingRate { get; init; } = 0.01f;

    /// <summary>Channels at 4, 8, 16 … <see cref="Resolution"/> px (the paper: 16384 / size, at most 512).</summary>
    public IReadOnlyList<int> Channels { get; init; } = PaperChannels(1024);

    /// <summary>
    /// The size from which on up-sampling is one transposed convolution of stride 2; below it, pixels are repeated and
    /// then convolved (the releases: 128).
    /// </summary>
    public int FusedUpsamplingFrom { get; init; } = 128;

    /// <summary>Style vectors that an image takes: 18 at 1024 px.</summary>
    public int Layers => 2 * Channels.Count;

    /// <summary>The paper's widths, 4 px first: 16384 / size, at most 512.</summary>
    /// <param name="resolution">A power of two, 8 or more.</param>
    public static IReadOnlyList<int> PaperChannels(int resolution)
        => [.. Enumerable.Range(2, Math.Max(0, int.Log2(resolution) - 1)).Select(level => Math.Min(512, 16384 >> level))];

    /// <summary>Says what is wrong with the numbers.</summary>
    /// <exception cref="ArgumentException">A size is out of range, or the number of widths does not fit the resolution.</exception>
    public void Check()
    {
        Sizes.Check(nameof(StyleGan1Architecture), Resolution, Channels);
        Sizes.Positive(nameof(StyleGan1Architecture), (nameof(ZDim), ZDim), (nameof(WDim), WDim), (nameof(MappingLayers), MappingLayers));
    }
}
