using System.Diagnostics;
using Mien.Directions;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks;

namespace Mien.Transfer;

/// <summary>A face whose style vectors were moved along directions, back in its photo.</summary>
public sealed record EditResult
{
    /// <summary>The face before.</summary>
    public required InvertedFace Face { get; init; }

    /// <summary>The style vectors of <see cref="Painted"/>, [L, W].</summary>
    public required float[] Styles { get; init; }

    /// <summary>The generated face after the move.</summary>
    public required Image Painted { get; init; }

    /// <summary>The photo with the face put back, or the generated face if it was not to be.</summary>
    public required Image Picture { get; init; }

    /// <summary>The settings.</summary>
    public required TransferSettings Settings { get; init; }

    /// <summary>Seconds of each stage, in their order.</summary>
    public required IReadOnlyList<(string Stage, double Seconds)> Times { get; init; }

    /// <summary>Writes <see cref="Picture"/> as the settings say; the ending says the format.</summary>
    /// <param name="path">Where to: .png, .jpg or .webp.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => Picture.Write(path, Settings.Writing);
}

/// <summary>
/// Changes one face: inverts it, moves its style vectors along directions, generates and puts back (compare Shen et al.
/// 2020).
/// </summary>
/// <param name="model">Generator and perceptual network; stays the caller's.</param>
/// <param name="cache">Where style vectors are kept.</param>
public sealed class FaceEdit(FaceModel model, InversionCache cache)
{
    private readonly ExpressionTransfer _transfer = new(model, cache);

    /// <summary>Changes a face.</summary>
    /// <param name="face">The face.</param>
    /// <param name="directions">Directions of the model's generator.</param>
    /// <param name="steps">Which of them, and how far.</param>
    /// <param name="settings">How it is inverted and put back; null for the usual settings with the model's
    /// advice.</param>
    /// <param name="layers">The layers that may move; null for all that the directions move.</param>
    /// <param name="progress">Is told on the calling thread.</param>
    /// <param name="cancellation">Stops within a step; an inversion under way is saved and goes on at the next
    /// call.</param>
    /// <exception cref="ArgumentException">The directions are another generator's, there is none of a name, or the
    /// settings do not fit the model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public EditResult Run(
        AlignedFace face, DirectionSet directions, IReadOnlyList<DirectionStep> steps,
        TransferSettings? settings = null, LayerMask? layers = null,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(directions);
        settings ??= TransferSettings.For(model);
        Check(directions, steps, settings, layers); // before the long part
        Stopwatch clock = Stopwatch.StartNew();
        InvertedFace inverted = _transfer.Invert(face, settings.Inversion, progress, cancellation);
        return Move(
            inverted, directions, steps, settings, layers, [("invert", clock.Elapsed.TotalSeconds)], progress,
            cancellation);
    }

    /// <summary>Changes a face that is inverted already.</summary>
    /// <param name="face">The face; where it is tuned, its own generator paints it.</param>
    /// <param name="directions">Directions of the model's generator.</param>
    /// <param name="steps">Which of them, and how far.</param>
    /// <param name="settings">How it is put back; where they say so, the generator is tuned first.</param>
    /// <param name="layers">The layers that may move; null for all that the directions move.</param>
    /// <param name="progress">Is told on the calling thread.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <exception cref="ArgumentException">As for <see cref="Run"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public EditResult Move(
        InvertedFace face, DirectionSet directions, IReadOnlyList<DirectionStep> steps, TransferSettings settings,
        LayerMask? layers = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(directions);
        ArgumentNullException.ThrowIfNull(settings);
        Check(directions, steps, settings, layers);
        return Move(face, directions, steps, settings, layers, [], progress, cancellation);
    }

    private EditResult Move(
        InvertedFace inverted, DirectionSet directions, IReadOnlyList<DirectionStep> steps, TransferSettings settings,
        LayerMask? layers, List<(string, double)> times, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        if (settings.Tuning.Steps > 0 && inverted.Tuned is null)
        {
            inverted = _transfer.Tune(inverted, settings, progress, cancellation);
            Took("tune the generator");
        }

        using StyleGenerator? tuned = inverted.Tuned?.Apply(model.Generator);
        float[] styles = directions.Move(inverted.Inversion.Styles, steps, layers);
        Image painted = new StyleRenderer(model, settings.Inversion.Precision, tuned).Render(styles);
        Took("generate");
        Image picture = settings.Paste == PasteMode.Motion && inverted.Face.Geometry is not null
            ? _transfer.Move(inverted, painted).At(settings.Strength).Picture
            : ExpressionTransfer.PutBack(
                inverted, painted, settings.Paste == PasteMode.Motion ? PasteMode.None : settings.Paste);
        Took("put back");
        return new()
        {
            Face = inverted,
            Styles = styles,
            Painted = painted,
            Picture = picture,
            Settings = settings,
            Times = times,
        };

        void Took(string stage)
        {
            times.Add((stage, clock.Elapsed.TotalSeconds));
            clock.Restart();
        }
    }

    // The settings, the generator, the names and the sizes.
    private void Check(
        DirectionSet directions, IReadOnlyList<DirectionStep> steps, TransferSettings settings, LayerMask? layers)
    {
        settings.Check();
        directions.MustFit(model);
        directions.Move(new float[model.Generator.Layers * model.Generator.StyleLength], steps, layers);
    }
}
