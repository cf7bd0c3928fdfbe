using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;

namespace Mien.Transfer;

/// <summary>One of the two faces of a transfer.</summary>
/// <param name="Face">The face in its photo.</param>
/// <param name="Inversion">Its style vectors.</param>
/// <param name="WasKnown">True if they came from the cache.</param>
/// <param name="Reconstruction">The picture of its style vectors.</param>
public sealed record InvertedFace(AlignedFace Face, InversionResult Inversion, bool WasKnown, Image Reconstruction)
{
    /// <summary>
    /// What was added to the generator's weights for this face, by which <see cref="Reconstruction"/> was painted; null
    /// for nothing.
    /// </summary>
    public TunedWeights? Tuned { get; init; }
}

/// <summary>What a transfer made, with everything on the way.</summary>
public sealed record TransferResult
{
    /// <summary>The face that gives the appearance.</summary>
    public required InvertedFace Appearance { get; init; }

    /// <summary>The face that gives the expression.</summary>
    public required InvertedFace Expression { get; init; }

    /// <summary>The settings.</summary>
    public required TransferSettings Settings { get; init; }

    /// <summary>The layers that were taken from the expression; null for the joint objective.</summary>
    public required LayerMask? Layers { get; init; }

    /// <summary>What a search tried, with its scores; empty without a search.</summary>
    public required IReadOnlyList<Candidate> Tried { get; init; }

    /// <summary>The style vectors of <see cref="Fused"/>, [L, W].</summary>
    public required float[] Styles { get; init; }

    /// <summary>The generated face; where it goes back by motion, that of the whole strength.</summary>
    public required Image Fused { get; init; }

    /// <summary>The photo with the face put back, or the generated face if it was not to be.</summary>
    public required Image Picture { get; init; }

    /// <summary>
    /// Makes the picture anew at any strength, at once; null where the face was not put back by motion.
    /// </summary>
    public MotionPaste? Motion { get; init; }

    /// <summary>Seconds of each stage, in their order.</summary>
    public required IReadOnlyList<(string Stage, double Seconds)> Times { get; init; }

    /// <summary>What layers are taken from: see <see cref="StyleFusion.Source"/>.</summary>
    /// <param name="model">The transfer's model.</param>
    /// <returns>[L, W]</returns>
    public float[] Source(FaceModel model) => StyleFusion.Source(
        model, Appearance.Inversion.Styles, Expression.Inversion.Styles, Settings.Exchange);

    /// <summary>Writes <see cref="Picture"/> as the settings say; the ending says the format.</summary>
    /// <param name="path">Where to: .png, .jpg or .webp.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => Picture.Write(path, Settings.Writing);

    /// <summary>The same transfer at another strength, at once.</summary>
    /// <param name="strength">0 to <see cref="MotionPaste.MaximalStrength"/>.</param>
    /// <exception cref="InvalidOperationException">The face was not put back by motion.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The strength is out of range.</exception>
    public TransferResult At(float strength) => Motion is { } motion
        ? this with { Settings = Settings with { Strength = strength }, Picture = motion.At(strength).Picture }
        : throw new InvalidOperationException(
            "TransferResult: only a face that was put back by motion takes another strength at once");
}
