namespace Mien.Networks.StyleGan2;

/// <summary>
/// The sizes of a StyleGAN2 generator with skip connections (Karras et al. 2020, "Analyzing and Improving the Image
/// Quality of StyleGAN", figure 7b). The defaults are those of the paper's configuration F for 1024 px.
/// </summary>
public sealed record StyleGan2Architecture : StyleArchitecture
{
    /// <summary>The smallest image: the learnt constant (section 2 of Karras et al. 2019).</summary>
    public const int ConstantSize = 4;

    /// <summary>The sizes for 1024 px.</summary>
    public StyleGan2Architecture() => Channels = ConfigurationF(1024);

    /// <inheritdoc/>
    public override int Layers => 2 * Channels.Count;

    /// <summary>Channels at a size of 4, 8 … <see cref="StyleArchitecture.Resolution"/> px.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The generator has no such size.</exception>
    public int ChannelsAt(int size)
    {
        int level = int.Log2(Math.Max(size, 1)) - 2;
        return level >= 0 && level < Channels.Count && size == ConstantSize << level
            ? Channels[level]
            : throw new ArgumentOutOfRangeException(
                nameof(size), size, $"the sizes are powers of two from {ConstantSize} to {Resolution}");
    }

    /// <summary>The widths of configuration F, 4 px first: 32768 / size, at most 512.</summary>
    /// <param name="resolution">A power of two, 8 or more.</param>
    public static IReadOnlyList<int> ConfigurationF(int resolution)
        => [.. Enumerable.Range(2, Math.Max(0, int.Log2(resolution) - 1))
            .Select(level => Math.Min(512, 32768 >> level))];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Sizes.Check(nameof(StyleGan2Architecture), Resolution, Channels);
    }

    /// <inheritdoc/>
    public override StyleGan2Generator Build(Weights weights) => new(this, weights);
}
