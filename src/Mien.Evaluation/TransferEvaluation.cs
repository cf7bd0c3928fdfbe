using System.Diagnostics;
using Mien.Evaluation.Judging;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Portraits.Rendering;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Evaluation;

/// <summary>
/// Measures, on drawn portraits whose truth is known, how much of the expression a transfer moves and how much of the
/// person it keeps: the whole pipeline, from picture to picture.
/// </summary>
/// <param name="model">What is measured; stays the caller's.</param>
/// <param name="estimator">Judges; stays the caller's.</param>
/// <param name="cache">Where style vectors are kept, so that a run that was stopped soon is where it was.</param>
public sealed class TransferEvaluation(FaceModel model, ParameterEstimator estimator, InversionCache cache)
{
    /// <summary>
    /// How long <see cref="Run"/> will take, about, if no inversion is known: told from a few steps of one.
    /// </summary>
    /// <param name="settings">As for <see cref="Run"/>.</param>
    public TimeSpan Estimate(EvaluationSettings settings)
    {
        const int Tried = 4;
        int layers = model.Generator.Layers, size = model.Generator.Resolution, ranges = layers * (layers + 1) / 2;
        using Tensor target = Tensor.Zeros([1, size, size, 3]);
        InversionSettings few = settings.Inversion with { Steps = Tried, Snapshots = [] };
        Inverter inverter = new(model);
        inverter.Invert(target, few); // compiles and packs
        TimeSpan step = inverter.Invert(target, few with { Seed = 1 })[0].Seconds / Tried * TimeSpan.FromSeconds(1);

        // In steps: two inversions, the joint objective, both searches; a picture, with its paste, is half of one for
        // each method.
        int searched = settings.Layers.Count > 0 ? 0 : new TransferSettings().JointSteps + ranges + (3 * layers);
        return settings.Pairs * step * ((2 * settings.Inversion.Steps) + searched + (0.5 * Methods(settings).Length));
    }

    /// <summary>Measures.</summary>
    /// <param name="settings">What.</param>
    /// <param name="progress">Is told on the calling thread.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <exception cref="ArgumentException">The settings are impossible.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public EvaluationResult Run(
        EvaluationSettings settings, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (settings.Pairs < 1)
        {
            throw new ArgumentException($"{settings.Pairs} pairs cannot be measured: 1 or more can");
        }

        PortraitRenderer renderer = new();
        int wanted = Math.Max(2 * settings.Pairs, settings.EstimatorPortraits), notFound = 0;
        List<HeldOutPortrait> portraits = [];
        using (FaceDetector detector = new())
        {
            for (ulong seed = settings.FirstSeed; portraits.Count < wanted; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (HeldOutPortrait.Draw(
                    seed, settings.PhotoSize, model.Generator.Resolution, model.Frame, renderer, detector,
                    estimator) is { } found)
                {
                    portraits.Add(found);
                }
                else
                {
                    notFound++;
                }

                progress?.Report(new("drawing portraits", portraits.Count, wanted));
            }
        }

        Stopwatch clock = Stopwatch.StartNew();
        Method[] methods = Methods(settings);
        List<Measurement>[] measured = [.. methods.Select(_ => new List<Measurement>())];
        List<double> psnr = [], lpips = [];
        for (int pair = 0; pair < settings.Pairs; pair++)
        {
            HeldOutPortrait a = portraits[2 * pair], e = portraits[(2 * pair) + 1];
            Image truth = a.With(e.Truth.Expression, renderer);
            for (int i = 0; i < methods.Length; i++)
            {
                progress?.Report(
                    new("measuring pairs", (pair * methods.Length) + i, settings.Pairs * methods.Length, Left()));
                measured[i].Add(Measure(a, e, truth, methods[i], settings, cancellation, out TransferResult? result));
                if (result is not null && psnr.Count == 2 * pair)
                {
                    foreach (InvertedFace face in (InvertedFace[])[result.Appearance, result.Expression])
                    {
                        psnr.Add(Pixels.Psnr(face.Face.Crop, face.Reconstruction));
                        lpips.Add(ReconstructionQuality.Lpips(model, face.Face.Crop, face.Reconstruction));
                    }
                }
            }

            TimeSpan? Left() => pair > 0 ? clock.Elapsed / pair * (settings.Pairs - pair) : null;
        }

        return new()
        {
            Model = model.Name,
            Pairs = settings.Pairs,
            NotFound = notFound,
            Estimator = Determination.Of(
                [.. portraits.Select(p => estimator.Standardised(p.Truth))], [.. portraits.Select(p => p.Estimate)]),
            Psnr = Quartiles.Of(psnr),
            Lpips = Quartiles.Of(lpips),
            Methods = [.. methods.Zip(measured, (m, all) => new MethodResult(m.Name, m.IsRange, m.IsOneOfMany, all))],
        };
    }

    private Measurement Measure(
        HeldOutPortrait a, HeldOutPortrait e, Image truth, Method method, EvaluationSettings evaluation,
        CancellationToken cancellation, out TransferResult? result)
    {
        result = null;
        float[] estimate;
        double seconds = 0;
        if (method.Settings is { } settings)
        {
            result = new ExpressionTransfer(model, cache).Run(
                a.Face, e.Face, settings with { Inversion = evaluation.Inversion, Paste = evaluation.Paste }, null,
                cancellation);
            estimate = a.Judge(estimator, result.Picture);

            // Style vectors that were known already took their time when they were found.
            seconds = result.Appearance.Inversion.Seconds + result.Expression.Inversion.Seconds + result.Times.Skip(2)
                .Sum(t => t.Seconds);
        }
        else
        {
            estimate = method.IsExpressionImage ? e.Estimate : method.IsTruth ? a.Judge(estimator, truth) : a.Estimate;
        }

        Image picture = result?.Picture ?? a.Face.Photo;
        return Measurement.Of(a.Estimate, e.Estimate, estimate, estimator.Deviations, seconds) with
        {
            TruthPsnr = method.IsExpressionImage || method.IsTruth
                ? double.NaN : Pixels.Psnr(a.Crop(picture), a.Crop(truth)),
        };
    }

    private Method[] Methods(EvaluationSettings evaluation)
    {
        int layers = model.Generator.Layers;
        TransferSettings settings = new();
        Method Range(LayerMask mask) => new($"layers {mask}", settings with
        {
            Layers = mask,
            Exchange = evaluation.Exchange,
        })
        {
            IsRange = true,
        };
        Method[] bounds = [new("appearance unchanged", null), new(
            "expression image", null) { IsExpressionImage = true }, new("drawn truth", null) { IsTruth = true }];
        if (evaluation.Layers.Count > 0)
        {
            return [.. bounds, .. evaluation.Layers.Distinct().Select(Range)];
        }

        LayerMask all = LayerMask.Range(1, layers, layers);
        // the paper's, and those of the model's advice
        LayerMask[] named = [.. new[] { LayerMask.Default(layers), TransferSettings.For(model).Layers
            ?? LayerMask.Default(layers) }.Distinct()];
        return
        [
            .. bounds,
            Range(all) with { Name = "all layers" },
            .. named.Select(Range),
            new("search range", settings with { Method = FusionMethod.SearchRange }),
            new("search linear", settings with { Method = FusionMethod.SearchLinear }),
            new("joint objective", settings with { Method = FusionMethod.Joint }),
            .. LayerMask.AllRanges(layers).Where(range => !range.Equals(all) && !named.Contains(range))
            .Select(range => Range(range) with { IsOneOfMany = true }),
        ];
    }

    /// <param name="Name">For the table.</param>
    /// <param name="Settings">How; null for a picture that is there already.</param>
    private sealed record Method(string Name, TransferSettings? Settings)
    {
        public bool IsRange { get; init; }

        public bool IsOneOfMany { get; init; }

        public bool IsExpressionImage { get; init; }

        public bool IsTruth { get; init; }
    }
}
