using Mien.Networks;
using Mien.Tensors;

namespace Mien.Models;

/// <summary>
/// A frozen style-based generator, of whatever architecture: from one style vector a layer (W+) to an image. All work is
/// written on the tape that is open.
/// </summary>
public abstract class StyleGenerator : IDisposable
{
    /// <summary>Height and width of the image in pixels.</summary>
    public abstract int Resolution { get; }

    /// <summary>Style vectors that an image takes: L.</summary>
    public abstract int Layers { get; }

    /// <summary>Length of a style vector: W.</summary>
    public abstract int StyleLength { get; }

    /// <summary>Length of a latent z.</summary>
    public abstract int LatentLength { get; }

    /// <summary>The mean style: [W], float32.</summary>
    public abstract Tensor MeanStyle { get; }

    /// <summary>The stored noise maps, first layer first; empty if the architecture has none.</summary>
    public abstract IReadOnlyList<Tensor> NoiseMaps { get; }

    /// <summary>Sizes at which the architecture gives an image on the way to the full one, smallest first; the last is <see cref="Resolution"/>.</summary>
    public abstract IReadOnlyList<int> ImageSizes { get; }

    /// <summary>From latents z [N, Z] to style vectors [N, L, W]; <paramref name="psi"/> is the truncation, 1 for none.</summary>
    public abstract Tensor Map(Tensor z, float psi = 1);

    /// <summary>From style vectors [N, L, W] to an image [N, size, size, 3], float32, nominally in [−1, 1].</summary>
    /// <param name="styles">One style vector for every layer.</param>
    /// <param name="noise">Where noise comes from.</param>
    /// <param name="precision">The numbers that activations are kept in.</param>
    /// <param name="size">One of <see cref="ImageSizes"/>; by default the full resolution.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or the generator has no such size.</exception>
    public abstract Tensor Synthesize(Tensor styles, Noise noise, Precision precision, int? size = null);

    /// <summary>Frees the weights.</summary>
    public abstract void Dispose();
}
