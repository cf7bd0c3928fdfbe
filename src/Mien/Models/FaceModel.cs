using Mien.Checkpoints;
using Mien.Faces.Alignment;
using Mien.Networks;
using Mien.Settings;

namespace Mien.Models;

/// <summary>A generator of faces with the perceptual network that its pictures are compared by.</summary>
/// <param name="name">What people call it.</param>
/// <param name="id">Its identity: SHA-256 of its weights, in hexadecimal.</param>
/// <param name="generator">The generator; taken over.</param>
/// <param name="perceptual">The perceptual network; taken over.</param>
public sealed class FaceModel(string name, string id, StyleGenerator generator, PerceptualDistance perceptual)
    : IDisposable
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

    /// <summary>What of its style vectors tells the expression; null where that is not known.</summary>
    public ExpressionSubspace? Expression { get; init; }

    /// <summary>The square in which the generator sees faces.</summary>
    public FaceFrame Frame { get; init; }

    /// <summary>The settings that work best with it, as its card says.</summary>
    public SettingValues Advice { get; init; } = [];

    /// <summary>Loads a model with its perceptual network.</summary>
    /// <param name="name">Its name in the user's store; null for that of <c>MIEN_MODEL</c>, else the built-in
    /// one.</param>
    /// <exception cref="ArgumentException">There is no such model, or it has no perceptual network.</exception>
    /// <exception cref="CheckpointException">A file is damaged.</exception>
    public static FaceModel Open(string? name = null) => ModelLoader.Load(ModelStore.Find(name));

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        generator.Dispose();
        perceptual.Dispose();
        Encoder?.Dispose();
    }
}
