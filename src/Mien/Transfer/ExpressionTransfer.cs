using System.Diagnostics;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Transfer;

/// <summary>
/// From two faces to the picture: invert both, fuse, generate, put back (Yang and Lim 2019, figure 2).
/// </summary>
/// <param name="model">Generator and perceptual network; stays the caller's.</param>
/// <param name="cache">Where style vectors are kept.</param>
public sealed class ExpressionTransfer(FaceModel model, InversionCache cache)
{
    // In distances of the eyes. Both pictures are generated and differ little where the face ends, so that the mask can
    // let in a jaw that drops below the landmarks of the appearance.
    private const double GrowOfDifference = 0.2;

    /// <summary>Puts the expression of one face on another.</summary>
    /// <param name="appearance">The face whose person is to be seen.</param>
    /// <param name="expression">The face whose expression is to be seen.</param>
    /// <param name="settings">How; null for the usual settings with the model's advice.</param>
    /// <param name="progress">Is told on the calling thread.</param>
    /// <param name="cancellation">Stops within a step; inversions under way are saved and go on at the next
    /// call.</param>
    /// <exception cref="ArgumentException">The settings do not fit the model.</exception>
    /// <exception cref="OperationCanceledException">The transfer was cancelled.</exception>
    public TransferResult Run(
        AlignedFace appearance, AlignedFace expression, TransferSettings? settings = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        settings ??= TransferSettings.For(model);
        List<(string, double)> times = [];
        Check(settings); // before the long part
        InvertedFace a = Timed(
            times, "invert the appearance", () => Invert(
                appearance, settings.Inversion, Steps("inverting the appearance"), cancellation));
        InvertedFace e = Timed(
            times, "invert the expression", () => Invert(
                expression, settings.Inversion, Steps("inverting the expression"), cancellation));
        return Combine(a, e, settings, times, progress, cancellation);

        IProgress<WorkProgress>? Steps(string stage)
            => progress is null ? null : WorkProgress.To(step => progress.Report(step with { Stage = stage }));
    }

    /// <summary>
    /// Inverts one face, for
    /// <see cref="Combine(InvertedFace, InvertedFace, TransferSettings, IProgress{WorkProgress}?, CancellationToken)"/>.
    /// </summary>
    /// <param name="face">The face.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Is told before every step, on the calling thread.</param>
    /// <param name="cancellation">Stops within a step; the inversion is saved and goes on at the next call.</param>
    /// <exception cref="ArgumentException">The settings do not fit the model.</exception>
    /// <exception cref="OperationCanceledException">The inversion was cancelled.</exception>
    public InvertedFace Invert(
        AlignedFace face, InversionSettings settings, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using Tensor target = Pixels.ToTensor(face.Crop);
        (InversionResult result, bool known) = cache.Invert(model, target, settings, progress, cancellation);
        if (result.End == InversionEnd.Cancelled)
        {
            throw new OperationCanceledException(
                $"stopped after {result.Curve.Length} of {settings.Steps} steps; the same command goes on from there",
                cancellation);
        }

        result.MustFit(model.Name, model.Id);
        return new(
            face, result with { Crop = face.Geometry?.ToJson() }, known,
            new StyleRenderer(model, settings.Precision).Render(result.Styles));
    }

    /// <summary>
    /// Tunes the generator to a face, so that it paints this very face: layers are then exchanged in the tuned
    /// generator.
    /// </summary>
    /// <param name="face">The face, inverted.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Is told before every step, on the calling thread.</param>
    /// <param name="cancellation">Stops within a step; the run is saved and goes on at the next call.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public InvertedFace Tune(
        InvertedFace face, TransferSettings settings, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(face);
        using Tensor target = Pixels.ToTensor(face.Face.Crop);
        TunedWeights weights = cache.Tune(
            model, target, face.Inversion.Styles, settings.Tuning, progress, cancellation).Weights;
        using StyleGenerator tuned = weights.Apply(model.Generator);
        return face with
        {
            Tuned = weights,
            Reconstruction = new StyleRenderer(model, settings.Inversion.Precision, tuned).Render(
                face.Inversion.Styles),
        };
    }

    /// <summary>
    /// Puts the expression of one face on another when both are inverted already; where the settings say so, the
    /// generator is tuned first.
    /// </summary>
    /// <param name="appearance">The face whose person is to be seen.</param>
    /// <param name="expression">The face whose expression is to be seen.</param>
    /// <param name="settings">How; the inversion's own are not used any more, but for their precision.</param>
    /// <param name="progress">Is told on the calling thread.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <exception cref="ArgumentException">The settings do not fit the model, or the faces belong to another
    /// one.</exception>
    /// <exception cref="OperationCanceledException">The transfer was cancelled.</exception>
    public TransferResult Combine(
        InvertedFace appearance, InvertedFace expression, TransferSettings settings,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        Check(settings);
        return Combine(appearance, expression, settings, [], progress, cancellation);
    }

    private TransferResult Combine(
        InvertedFace a, InvertedFace e, TransferSettings settings, List<(string, double)> times,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        if (settings.Tuning.Steps > 0 && a.Tuned is null)
        {
            a = Timed(times, "tune the generator", () => Tune(a, settings, progress, cancellation));
        }

        using StyleGenerator? tuned = a.Tuned?.Apply(model.Generator);
        StyleRenderer renderer = new(model, settings.Inversion.Precision, tuned);
        (LayerMask? layers, IReadOnlyList<Candidate> tried, float[] styles) = Timed(
            times, "fuse", () => Fuse(a, e, settings, progress, cancellation));
        Image fused = Timed(times, "generate", () => renderer.Render(styles));
        AlignedFace? mouth = settings.Mouth == MouthSource.Expression ? e.Face : null;
        MotionPaste? motion = IsMoved(settings, a) ? Timed(times, "find the motion", () => Move(a, fused, mouth)) : null;
        Image picture = Timed(
            times, "put back", () => motion?.At(settings.Strength).Picture ?? PutBack(a, fused, settings.Paste));
        return new()
        {
            Appearance = a,
            Expression = e,
            Settings = settings,
            Layers = layers,
            Tried = tried,
            Styles = styles,
            Fused = fused,
            Picture = picture,
            Motion = motion,
            Times = times,
        };
    }

    private static T Timed<T>(List<(string, double)> times, string stage, Func<T> work)
    {
        Stopwatch clock = Stopwatch.StartNew();
        T value = work();
        times.Add((stage, clock.Elapsed.TotalSeconds));
        return value;
    }

    private void Check(TransferSettings settings)
    {
        settings.Check();
        if (settings.Tuning.Steps > 0 && settings.Method != FusionMethod.Layers)
        {
            throw new ArgumentException(
                "a tuned generator goes with given layers: searches and the joint objective look at the model's own");
        }

        if (settings.Exchange == StyleExchange.Expression)
        {
            _ = StyleFusion.Subspace(model);
        }

        if (settings.Layers is { } asked && asked.Layers != model.Generator.Layers)
        {
            throw new ArgumentException(
                $"the layers are those of a model with {asked.Layers}, '{model.Name}' has {model.Generator.Layers}",
                nameof(settings));
        }
    }

    /// <summary>How the face of a photo moves to become the fused one.</summary>
    /// <param name="appearance">The face in its photo.</param>
    /// <param name="fused">The generated face with the whole expression.</param>
    /// <param name="expression">The face that the expression is from, whose teeth are seen where the mouth opens; null
    /// for what the generator paints.</param>
    /// <exception cref="ArgumentException">The face was a crop from the start: there is no photo.</exception>
    public MotionPaste Move(InvertedFace appearance, Image fused, AlignedFace? expression = null)
    {
        AlignedCrop geometry = appearance.Face.Geometry ?? throw new ArgumentException(
            $"{appearance.Face.Path} is a crop already, there is no photo to move");
        return MotionPaste.Prepare(
            appearance.Face.Photo, geometry, appearance.Reconstruction, fused,
            guides: Guides(appearance.Reconstruction, fused), mouth: expression is null ? null : Mouth(expression));
    }

    /// <summary>The face put back into its photo, or the face alone.</summary>
    /// <exception cref="ArgumentException">The mode is <see cref="PasteMode.Motion"/>, which <see cref="Move"/> is
    /// for.</exception>
    public static Image PutBack(InvertedFace appearance, Image fused, PasteMode mode)
    {
        AlignedFace face = appearance.Face;
        if (mode == PasteMode.None || face.Geometry is null)
        {
            return fused.With(DigitalSource.CompositeWithTrainedAlgorithmicMedia);
        }

        if (mode == PasteMode.Motion)
        {
            throw new ArgumentException("ExpressionTransfer: motion is put back by Move", nameof(mode));
        }

        PasteOptions options = mode == PasteMode.Difference ? new()
        {
            Reconstruction = appearance.Reconstruction,
            Grow = GrowOfDifference,
        } : new();
        return Compositor.Paste(face.Photo, face.Geometry, fused, options).Picture;
    }

    private static bool IsMoved(TransferSettings settings, InvertedFace appearance)
        => settings.Paste == PasteMode.Motion && appearance.Face.Geometry is not null;

    // The landmarks and irises that the model's encoder sees in both faces; none where it was not taught them.
    private (Point Before, Point After)[] Guides(Image before, Image after)
        => model.Encoder is { TellsLandmarks: true } encoder
            ? [.. encoder.Landmarks(before).Zip(encoder.Landmarks(after))] : [];

    private OpenMouth? Mouth(AlignedFace face)
    {
        if (model.Encoder is not { TellsLandmarks: true } encoder)
        {
            return null;
        }

        double unit = 1.0 / face.Crop.Width;
        return new(
            face.Photo, face.Geometry, [.. encoder.Landmarks(face.Crop).Select(
                p => new Point((p.X + 0.5) * unit, (p.Y + 0.5) * unit))]);
    }

    private (LayerMask? Layers, IReadOnlyList<Candidate> Tried, float[] Styles) Fuse(
        InvertedFace a, InvertedFace e, TransferSettings settings, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        int layers = model.Generator.Layers;
        float[] s1 = a.Inversion.Styles, s2 = e.Inversion.Styles;
        float strength = IsMoved(settings, a) ? 1 : settings.Strength; // motion is found once, and scaled
        if (settings.Method == FusionMethod.Layers)
        {
            LayerMask mask = settings.Layers ?? LayerMask.Default(layers);
            float[] source = StyleFusion.Source(model, s1, s2, settings.Exchange);
            return (mask, [], StyleFusion.Combine(s1, source, mask, strength));
        }

        using Tensor i1 = Pixels.ToTensor(a.Face.Crop), i2 = Pixels.ToTensor(e.Face.Crop);
        using FusionObjective objective = new(model, i1, i2, settings.Lambda, settings.Inversion.Precision);
        objective.Normalize(s1, s2);
        IFusionSearch search = settings.Method switch
        {
            FusionMethod.SearchRange => new RangeSearch(),
            FusionMethod.SearchLinear => new LinearSearch(),
            _ => new JointFusion(settings.JointSteps, LearningRate.Constant(0.01f)),
        };
        SearchResult found = search.Run(objective, s1, s2, progress, cancellation);
        return found.Best is { Mask: { } best }
            ? (best, found.Tried, StyleFusion.Combine(s1, s2, best, strength))
            : (null, [], found.Styles);
    }
}
