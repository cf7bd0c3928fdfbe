using Mien.Faces.Images;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;

namespace Mien.Generation;

/// <summary>What a generator made of one latent or of one set of style vectors, with its stored noise.</summary>
/// <param name="Picture">8 bits a channel.</param>
/// <param name="Raw">[3, H, W] numbers, nominally in [−1, 1], before any clamping.</param>
public sealed record GeneratedPicture(Image Picture, float[] Raw)
{
    /// <summary>The picture of a seed.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="seed">Of <see cref="Latents.FromSeed(uint, StyleGenerator)"/>.</param>
    /// <param name="psi">Truncation ψ, 1 for none.</param>
    /// <param name="options">How the picture is synthesised; null for the usual way.</param>
    /// <param name="number">The class, from 0, of a generator that has classes; null for the mean over all.</param>
    /// <exception cref="ArgumentException">The generator has no such class, or cannot do what the options ask
    /// for.</exception>
    public static GeneratedPicture OfSeed(
        StyleGenerator generator, uint seed, float psi, SynthesisOptions? options = null, int? number = null)
    {
        using Tape tape = new();
        using Tensor z = Latents.FromSeed(seed, generator);
        using Tensor? label = generator.Label(1, number);
        return Of(generator, generator.Map(z, label, psi), options);
    }

    /// <summary>The picture of style vectors.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="styles">L·W numbers.</param>
    /// <param name="options">How the picture is synthesised; null for the usual way.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or the generator cannot do what the options ask
    /// for.</exception>
    public static GeneratedPicture OfStyles(StyleGenerator generator, float[] styles, SynthesisOptions? options = null)
    {
        using Tape tape = new();
        using Tensor ws = Tensor.From(styles, [1, generator.Layers, generator.StyleLength]);
        return Of(generator, ws, options);
    }

    private static GeneratedPicture Of(StyleGenerator generator, Tensor ws, SynthesisOptions? options)
    {
        Tensor image = generator.Synthesize(ws, options); // [1, H, W, 3]
        ReadOnlySpan<float> from = image.Span;
        float[] raw = new float[from.Length];
        int pixels = raw.Length / 3;
        for (int i = 0; i < raw.Length; i++)
        {
            raw[(i % 3 * pixels) + (i / 3)] = from[i];
        }

        return new(Pixels.ToImage(image).With(DigitalSource.TrainedAlgorithmicMedia), raw);
    }
}
