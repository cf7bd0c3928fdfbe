namespace Mien.Networks.StyleGan2;

/// <summary>
/// The sizes of a StyleGAN2 generator with skip connections (Karras et al. 2020, "Analyzing and Improving the Image
/// Quality of StyleGAN", figure 7b). The defaults are those of the paper's configuration F for 1024 px.
/// </summary>
public sealed record StyleGan2Architecture
{
    /// <summary>The smallest image: the learnt constant (section 2 of Karras et al. 2019).</summary>
    public const int ConstantSize = 4;

    /// <summary>Height and width of the image in pixels: a power of two, 8 or more (the paper: 1024).</summary>
    public int Resolution { get; init; } = 1024;

    /// <summary>Length of the latent z (the paper: 512).</summary>
    public int ZDim { get; init; } = 512;

    /// <summary>Length of a style vector w (the paper: 512).</summary>
    public int WDim { get; init; } = 512;

    /// <summary>Length of the class label; 0 for an unconditional generator.</summary>
    public int LabelDim { get; init; }

    /// <summary>Dense layers from z to w (the paper: 8).</summary>
    public int MappingLayers { get; init; } = 8;

    /// <summary>Learning rate of the mapping network relative to the rest (Karras et al. 2019, appendix C: 0.01).</summary>
    public float MappingRate { get; init; } = 0.01f;

    /// <summary>Channels at 4, 8, 16 … <see cref="Resolution"/> px (configuration F: 32768 / size, at most 512).</summary>
    public IReadOnlyList<int> Channels { get; init; } = ConfigurationF(1024);

    /// <summary>Style vectors that an image takes: 18 at 1024 px.</summary>
    public int Layers => 2 * Channels.Count;

    /// <summary>Channels at a size of 4, 8 … <see cref="Resolution"/> px.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The generator has no such size.</exception>
    public int ChannelsAt(int size)
    {
        int level = int.Log2(Math.Max(size, 1)) - 2;
        return level >= 0 && level < Channels.Count && size == ConstantSize << level
            ? Channels[level]
            : throw new ArgumentOutOfRangeException(nameof(size), size, $"the sizes are powers of two from {ConstantSize} to {Resolution}");
    }

    /// <summary>The widths of configuration F, 4 px first: 32768 / size, at most 512.</summary>
    /// <param name="resolution">A power of two, 8 or more.</param>
    public static IReadOnlyList<int> ConfigurationF(int resolution)
        => [.. Enumerable.Range(2, Math.Max(0, int.Log2(resolution) - 1)).Select(level => Math.Min(512, 32768 >> level))];

    /// <summary>Says what is wrong with the numbers.</summary>
    /// <exception cref="ArgumentException">A size is out of range, or the number of widths does not fit the resolution.</exception>
    public void Check()
    {
        Sizes.Check(nameof(StyleGan2Architecture), Resolution, Channels);
        Sizes.Positive(nameof(StyleGan2Architecture), (nameof(ZDim), ZDim), (nameof(WDim), WDim), (nameof(MappingLayers), MappingLayers));
        ArgumentOutOfRangeException.ThrowIfNegative(LabelDim);
    }
}
