using Mien.Tensors;

namespace Mien.Networks;

/// <summary>
/// A style-based generator, of whatever family: from a latent to one style vector a layer (W+), from those to an image.
/// All work is written on the tape that is open: its results belong to that tape, and gradients flow to style vectors,
/// noise maps and parameters that it watches.
/// </summary>
/// <param name="weights">Where its tensors come from.</param>
public abstract class StyleGenerator(Weights weights) : Network(weights)
{
    /// <summary>The sizes.</summary>
    public abstract StyleArchitecture Architecture { get; }

    /// <summary>Height and width of the image in pixels.</summary>
    public int Resolution => Architecture.Resolution;

    /// <summary>Style vectors that an image takes: L.</summary>
    public int Layers => Architecture.Layers;

    /// <summary>Length of a style vector: W.</summary>
    public int StyleLength => Architecture.WDim;

    /// <summary>Length of a latent: Z.</summary>
    public int LatentLength => Architecture.ZDim;

    /// <summary>The mean style: [W], float32.</summary>
    public abstract Tensor MeanStyle { get; }

    /// <summary>The stored noise maps, first layer first; empty if the family has none.</summary>
    public virtual IReadOnlyList<Tensor> NoiseMaps => [];

    /// <summary>
    /// Sizes at which there is an image on the way to the full one, smallest first; the last is
    /// <see cref="Resolution"/>.
    /// </summary>
    public virtual IReadOnlyList<int> ImageSizes => [Resolution];

    /// <summary>
    /// Layers that truncation changes where the caller does not say: all, unless the family's releases do otherwise.
    /// </summary>
    public virtual int TruncatedLayers => Layers;

    /// <summary>
    /// The weight of the affine map A that reads a layer's style vector (Karras et al. 2019, figure 1b), [O, W]; where
    /// several layers read one style vector, that of the convolution.
    /// </summary>
    /// <param name="layer">Counted from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Tensor Affine(int layer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layer, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, Layers);
        return Parameters[$"{StyledLayers[layer - 1]}.affine.weight"];
    }

    /// <summary>From latents to one style vector for every layer.</summary>
    /// <param name="z">[N, Z], standard normal; only its direction matters.</param>
    /// <param name="label">[N, C] in a conditional generator, such as one-hot rows; else null. See
    /// <see cref="Label"/>.</param>
    /// <param name="psi">Truncation ψ: 1 leaves the styles, 0 gives the mean style.</param>
    /// <param name="cutoff">Truncate the first so many layers; null for <see cref="TruncatedLayers"/>.</param>
    /// <returns>[N, L, W]</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is missing, or given without
    /// need.</exception>
    public Tensor Map(Tensor z, Tensor? label = null, float psi = 1, int? cutoff = null)
    {
        StyleArchitecture a = Architecture;
        if (z.Shape.Rank != 2 || z.Shape[1] != a.ZDim)
        {
            throw new ArgumentException($"Map: z must be [N, {a.ZDim}], not {z.Shape}", nameof(z));
        }

        if (label is null ? a.LabelDim > 0 : a.LabelDim == 0 || label.Shape != [z.Shape[0], a.LabelDim])
        {
            throw new ArgumentException(
                a.LabelDim == 0 ? "Map: this generator takes no label"
                    : $"Map: this generator wants a label [{z.Shape[0]}, {a.LabelDim}], not {label?.Shape.ToString() ?? "none"}",
                nameof(label));
        }

        return StyleVectors.Broadcast(MapToStyle(z, label), MeanStyle, a.Layers, psi, cutoff ?? TruncatedLayers);
    }

    /// <summary>Labels for <see cref="Map"/>: the class asked for, else the mean over all classes.</summary>
    /// <param name="items">How many rows, N.</param>
    /// <param name="number">The class, counted from 0; null for none in particular.</param>
    /// <returns>[N, C], which the caller disposes; null where the generator has no classes.</returns>
    /// <exception cref="ArgumentException">The generator has no such class.</exception>
    public Tensor? Label(int items, int? number = null)
    {
        int classes = Architecture.LabelDim;
        if (number is { } asked && (asked < 0 || asked >= classes))
        {
            throw new ArgumentException(
                classes == 0 ? "this generator has no classes"
                    : $"this generator has the classes 0 to {classes - 1}, not {asked}");
        }

        if (classes == 0)
        {
            return null;
        }

        Tensor label = Tensor.Full([items, classes], number is null ? 1f / classes : 0);
        for (int i = 0; i < items && number is not null; i++)
        {
            label.WritableSpan[(i * classes) + number.Value] = 1;
        }

        return label;
    }

    /// <summary>From style vectors to images.</summary>
    /// <param name="ws">[N, L, W]: one style vector for each layer; where synthesis stops earlier, the first are
    /// used.</param>
    /// <param name="options">How; by default with the stored noise, in float32, to the full resolution.</param>
    /// <returns>[N, S, S, 3], float32, nominally in [−1, 1].</returns>
    /// <exception cref="ArgumentException">The shape does not fit, or the generator has no image of the size asked for,
    /// or cannot move it.</exception>
    public Tensor Synthesize(Tensor ws, SynthesisOptions? options = null)
    {
        options ??= new();
        CheckStyles(ws, options);
        return Paint(ws, options);
    }

    /// <inheritdoc/>
    public abstract override StyleGenerator Clone();

    /// <summary>The names of the layers that read the style vectors, first to last.</summary>
    private protected abstract IReadOnlyList<string> StyledLayers { get; }

    /// <summary>f: Z → W (Karras et al. 2019, section 2): z [N, Z], label [N, C] or null → w [N, W].</summary>
    private protected abstract Tensor MapToStyle(Tensor z, Tensor? label);

    /// <summary>
    /// g: W+ → image [N, S, S, 3] in float32, for arguments that have been checked. Activations are in
    /// <c>options.Precision.Activations()</c>; each layer's output is told to <c>options.Trace</c>. Options that a
    /// family has no use for, such as noise, are left alone.
    /// </summary>
    private protected abstract Tensor Paint(Tensor ws, SynthesisOptions options);

    /// <summary>Whether it heeds <see cref="SynthesisOptions.Placement"/>.</summary>
    private protected virtual bool CanPlace => false;

    /// <exception cref="ArgumentException">The shape does not fit, or the generator has no image of the size asked for,
    /// or cannot move it.</exception>
    private protected void CheckStyles(Tensor ws, SynthesisOptions options)
    {
        StyleArchitecture a = Architecture;
        if (ws.Shape.Rank != 3 || ws.Shape[1] != a.Layers || ws.Shape[2] != a.WDim)
        {
            throw new ArgumentException(
                $"Synthesize: style vectors must be [N, {a.Layers}, {a.WDim}], not {ws.Shape}", nameof(ws));
        }

        if (options.StopAt is { } stop && !ImageSizes.Contains(stop))
        {
            throw new ArgumentException(
                $"Synthesize: this generator has images at {string.Join(", ", ImageSizes)} px, not at {stop}",
                nameof(options));
        }

        if (options.Placement is not null && !CanPlace)
        {
            throw new ArgumentException(
                "Synthesize: this generator cannot turn or shift its picture; those of StyleGAN3 can", nameof(options));
        }
    }
}
