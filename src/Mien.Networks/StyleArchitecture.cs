using System.Text.Json.Serialization;

namespace Mien.Networks;

/// <summary>
/// The sizes of a style-based generator. What they are follows from the shapes of its weights, or stands on a model's
/// card.
/// </summary>
public abstract record StyleArchitecture
{
    /// <summary>Height and width of the image in pixels.</summary>
    public int Resolution { get; init; } = 1024;

    /// <summary>Length of the latent z (the papers: 512).</summary>
    public int ZDim { get; init; } = 512;

    /// <summary>
    /// The place in z, from 0, of the number that says which of two kinds of pictures a generator has learnt from is
    /// to be seen: −1 drawn, 1 photographed; null where there is one kind.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Domain { get; init; }

    /// <summary>Length of a style vector w (the papers: 512).</summary>
    public int WDim { get; init; } = 512;

    /// <summary>Length of the class label; 0 for an unconditional generator.</summary>
    public int LabelDim { get; init; }

    /// <summary>Dense layers from z to w (Karras et al. 2019 and 2020: 8).</summary>
    public int MappingLayers { get; init; } = 8;

    /// <summary>
    /// Learning rate of the mapping network relative to the rest (Karras et al. 2019, appendix C: 0.01).
    /// </summary>
    public float MappingRate { get; init; } = 0.01f;

    /// <summary>
    /// The largest magnitude that layers give on; null for no bound. NVIDIA's networks that learn in half precision
    /// have 256.
    /// </summary>
    public float? ConvClamp { get; init; }

    /// <summary>
    /// Channels, first layer first: at every size (4, 8 … px) in StyleGAN and StyleGAN2, of every layer in StyleGAN3.
    /// </summary>
    public IReadOnlyList<int> Channels { get; init; } = [];

    /// <summary>Style vectors that an image takes.</summary>
    public abstract int Layers { get; }

    /// <summary>Says what is wrong with the numbers.</summary>
    /// <exception cref="ArgumentException">A size is out of range, or sizes do not fit each other.</exception>
    public virtual void Check()
    {
        Sizes.Positive(
            GetType().Name, (nameof(ZDim), ZDim), (nameof(WDim), WDim), (nameof(MappingLayers), MappingLayers));
        ArgumentOutOfRangeException.ThrowIfNegative(LabelDim);
        if (Domain is < 0 || Domain >= ZDim)
        {
            throw new ArgumentException(
                $"{GetType().Name}: {nameof(Domain)} is 0 to {ZDim - 1}, a place in the latent, not {Domain}");
        }

        if (ConvClamp is <= 0 or float.NaN)
        {
            throw new ArgumentException($"{GetType().Name}: {nameof(ConvClamp)} is above 0, not {ConvClamp}");
        }
    }

    /// <summary>Builds a generator of these sizes.</summary>
    /// <param name="weights">Its tensors under this library's names.</param>
    /// <exception cref="ArgumentException">The sizes are impossible, or a tensor is missing or has another
    /// shape.</exception>
    public abstract StyleGenerator Build(Weights weights);
}
