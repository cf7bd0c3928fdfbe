using Mien.Networks;
using Mien.Tensors;

namespace Mien.Generation;

/// <summary>Latents z for a generator's mapping network.</summary>
public static class Latents
{
    /// <summary>
    /// The latent of a seed for a generator: where it has learnt from two kinds of pictures, the seed also decides
    /// which, since between them there is nothing to see.
    /// </summary>
    /// <param name="seed">Any.</param>
    /// <param name="generator">The generator.</param>
    /// <returns>[1, Z], float32; the caller disposes it.</returns>
    public static Tensor FromSeed(uint seed, StyleGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Tensor z = FromSeed(seed, generator.LatentLength);
        if (generator.Architecture.Domain is { } domain)
        {
            z.WritableSpan[domain] = MathF.CopySign(1, z.Span[domain]);
        }

        return z;
    }

    /// <summary>
    /// The latent of a seed: NumPy's <c>RandomState(seed).randn(1, length)</c> rounded to float32, which is what
    /// NVIDIA's programmes draw, so that the same seed gives the same face.
    /// </summary>
    /// <param name="seed">Any.</param>
    /// <param name="length">Numbers in the latent.</param>
    /// <returns>[1, length], float32; the caller disposes it.</returns>
    public static Tensor FromSeed(uint seed, int length)
    {
        NumpyRandom random = new(seed);
        Tensor z = new([1, length]);
        foreach (ref float value in z.WritableSpan)
        {
            value = (float)random.NextNormal();
        }

        return z;
    }
}
