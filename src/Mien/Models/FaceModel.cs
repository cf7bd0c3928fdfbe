using Mien.Faces.Alignment;
using Mien.Fusion;
using Mien.Networks;

namespace Mien.Models;

/// <summary>A generator of faces with the perceptual network that its pictures are compared by.</summary>
/// <param name="name">What people call it.</param>
/// <param name="id">Its identity: SHA-256 of its weights, in hexadecimal.</param>
/// <param name="generator">The generator; taken over.</param>
/// <param name="perceptual">The perceptual network; taken over.</param>
public sealed class FaceModel(string name, string id, StyleGenerator generator, PerceptualDistance perceptual) : IDisposable
{
    /// <summary>What people call it.</summary>
    public string Name => name;

    /// <summary>Its identity: SHA-256 of its weights, in hexadecimal.</summary>
    public string Id => id;

    /// <summary>The generator.</summary>
    public StyleGenerator Generator => generator;

    /// <summary>The perceptual network.</summary>
    public PerceptualDistance Perceptual => perceptual;

    /// <summary>Guesses style vectors, for inversions to start from; null if it has none. Taken over.</summary>
    public StyleEncoder? Encoder { get; init; }

    /// <summary>The square in which the generator sees faces.</summary>
    public FaceFrame Frame { get; init; }

    /// <summary>What works best with it.</summary>
    public ModelAdvice Advice { get; init; } = new();

    /// <summary>The layers that carry the expression: those of its <see cref="Advice"/>, else the paper's.</summary>
    /// <exception cref="ArgumentException">The advice names layers that the generator lacks.</exception>
    public LayerMask ExpressionLayers => Advice.ExpressionLayers is { } layers ? LayerMask.Parse(layers, generator.Layers) : LayerMask.Default(generator.Layers);

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        generator.Dispose();
        perceptual.Dispose();
        Encoder?.Dispose();
    }
}
