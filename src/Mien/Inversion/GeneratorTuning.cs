using System.Diagnostics;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Inversion;

/// <summary>
/// Tunes the synthesis weights of a generator so that the style vectors of a face, the pivot, paint that very face
/// (pivotal tuning, Roich et al. 2022): min over θ of L_P(g(s; θ), I) + λ_L2 L_2(g(s; θ), I) + λ_R L_R, where L_P is
/// LPIPS, or D where the model has no LPIPS, and L_R is the same difference between the tuned and the frozen generator
/// at style vectors near the pivot.
/// </summary>
/// <param name="model">Generator and perceptual network; it stays the caller's, and as it is.</param>
public sealed class GeneratorTuning(FaceModel model)
{
    // the mapping network is not on the way from style vectors to the picture
    private const string Synthesis = "synthesis.";
    private static readonly TimeSpan _saveEvery = TimeSpan.FromSeconds(20);

    /// <summary>Tunes the generator.</summary>
    /// <param name="target">The aligned crop, [1, S, S, 3], float32, in [−1, 1]; any size S, best the model's
    /// own.</param>
    /// <param name="pivot">Its style vectors, [L, W].</param>
    /// <param name="settings">How; one step or more.</param>
    /// <param name="statePath">As for <see cref="Inverter.Invert"/>.</param>
    /// <param name="progress">Is told the loss before every step, on the calling thread.</param>
    /// <param name="notice">Is told what is wrong with the file, in one line.</param>
    /// <param name="cancellation">Stops the run within a step; it is saved.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    /// <exception cref="InversionException">A loss was no longer finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public TunedWeights Tune(
        Tensor target, float[] pivot, TuningSettings settings, string? statePath = null,
        IProgress<WorkProgress>? progress = null,
        Action<string>? notice = null, CancellationToken cancellation = default)
    {
        StyleGenerator frozen = model.Generator;
        if (target.Shape.Rank != 4 || target.Shape[0] != 1 || target.Shape[1] != target.Shape[2]
            || target.Shape[3] != 3 || pivot.Length != frozen.Layers * frozen.StyleLength)
        {
            throw new ArgumentException(
                $"Tune: one square picture and the style vectors [{frozen.Layers}, {frozen.StyleLength}] are wanted, not {target.Shape} and {pivot.Length} numbers");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Steps, 1);
        using Tensor styles = Tensor.From(pivot, [1, frozen.Layers, frozen.StyleLength]), wanted = AtResolution(target);
        using StyleGenerator tuned = frozen.Clone();
        string[] names = [.. tuned.Parameters.Keys.Where(name => name.StartsWith(Synthesis, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        Tensor[] parameters = [.. names.Select(name => tuned.Parameters[name])];
        using Adam adam = new(parameters);
        string hash = Inverter.HashOf(target);
        // owns nothing here
        InversionState state = new(
            $"{settings.ToJson()} {model.Id} {hash} {InversionCache.HashOf(pivot)}", parameters, adam, items: 1);
        InversionStateFile file = new(statePath, notice);
        file.RestoreInto(state);
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan saved = TimeSpan.Zero;
        int first = state.Step;
        while (state.Step < settings.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                file.Save(state, state.SecondsBefore + clock.Elapsed.TotalSeconds);
                throw new OperationCanceledException(
                    $"stopped after {state.Step} of {settings.Steps} steps of tuning; the same command goes on from there", cancellation);
            }

            int step = state.Step;
            using Tape tape = new();
            Array.ForEach(parameters, tape.Watch);
            Tensor loss = Loss(tuned, styles, wanted, settings, step);
            if (!float.IsFinite(loss.Item))
            {
                throw new InversionException(step, Precision.Float32, "the loss of tuning");
            }

            TimeSpan? left = step > first ? clock.Elapsed / (step - first) * (settings.Steps - step) : null;
            progress?.Report(
                new("tuning the generator", step, settings.Steps, left) { Values = [("loss", loss.Item)] });
            state.Curves[0].Add(loss.Item);
            tape.Backward(loss);
            adam.Step(tape, settings.Rate);
            if (clock.Elapsed - saved > _saveEvery)
            {
                file.Save(state, state.SecondsBefore + clock.Elapsed.TotalSeconds);
                saved = clock.Elapsed;
            }
        }

        file.Remove();
        return new(
            names.ToDictionary(name => name, name => Difference(tuned.Parameters[name], frozen.Parameters[name])),
            model.Id, hash, settings.ToJson(), [.. state.Curves[0]]);
    }

    /// <summary>What a step minimises, [], on the open tape.</summary>
    /// <param name="tuned">The generator that is tuned.</param>
    /// <param name="styles">The pivot, [1, L, W].</param>
    /// <param name="wanted">The picture at the generator's size, [1, R, R, 3].</param>
    /// <param name="settings">The weights of its terms.</param>
    /// <param name="step">Chooses the face near the pivot.</param>
    internal Tensor Loss(StyleGenerator tuned, Tensor styles, Tensor wanted, TuningSettings settings, int step)
    {
        Tensor loss = Difference(tuned.Synthesize(styles), wanted, settings.PixelWeight); // equation 2
        if (settings.LocalityWeight <= 0)
        {
            return loss;
        }

        using Tensor near = Near(styles, settings, step);
        using Tensor before = Frozen(near);
        // equation 5
        return loss.Plus(
            Difference(tuned.Synthesize(near), before, settings.PixelWeight).Times(settings.LocalityWeight));
    }

    // s_r = s + α (s_z − s) / ‖s_z − s‖ in every layer (equation 4).
    private Tensor Near(Tensor styles, TuningSettings settings, int step)
    {
        StyleGenerator frozen = model.Generator;
        float[] near = styles.ToArray();
        using Tape tape = new();
        using Tensor z = Tensor.Normal([1, frozen.LatentLength], unchecked((settings.Seed * 7368787) + step + 1));
        using Tensor? label = frozen.Label(1);
        float[] other = frozen.Map(z, label).ToArray();
        int length = frozen.StyleLength;
        float alpha = settings.LocalityDistance * MathF.Sqrt(length / 512f);
        for (int at = 0; at < near.Length; at += length)
        {
            double squares = 0;
            for (int i = at; i < at + length; i++)
            {
                squares += (other[i] - near[i]) * (double)(other[i] - near[i]);
            }

            float share = alpha / (float)Math.Sqrt(Math.Max(1e-20, squares));
            for (int i = at; i < at + length; i++)
            {
                near[i] += share * (other[i] - near[i]);
            }
        }

        return Tensor.From(near, styles.Shape);
    }

    private Tensor Frozen(Tensor styles)
    {
        using Tape tape = new();
        return model.Generator.Synthesize(styles).Detach();
    }

    // Perceptual distance, and λ times the mean squared difference of the pixels.
    private Tensor Difference(Tensor image, Tensor wanted, float pixelWeight)
    {
        int resolution = model.Generator.Resolution;
        Tensor a = PerceptualDistance.ToInputSize(image, resolution),
            b = PerceptualDistance.ToInputSize(wanted, resolution);
        Tensor perceptual = model.Perceptual.Lpips is { } lpips
            ? lpips.Distance(a, b).Sum()
            : Features(a).MeanSquaredDifference(Features(b));
        return pixelWeight > 0 ? perceptual.Plus(image.MeanSquaredDifference(wanted).Times(pixelWeight)) : perceptual;

        Tensor Features(Tensor seen)
            => model.Perceptual.Features(seen, [PerceptualDistance.Layer], Precision.Float32)[0];
    }

    private Tensor AtResolution(Tensor target)
    {
        int resolution = model.Generator.Resolution;
        using Tape tape = new();
        return (target.Shape[1] == resolution ? target.Clone()
            : target.Resize(
                resolution, resolution, target.Shape[1] > resolution
                    ? Interpolation.Area : Interpolation.Bilinear)).Detach();
    }

    private static Half[] Difference(Tensor tuned, Tensor frozen)
    {
        ReadOnlySpan<float> a = tuned.Span, b = frozen.Span;
        Half[] difference = new Half[a.Length];
        for (int i = 0; i < a.Length; i++)
        {
            difference[i] = (Half)(a[i] - b[i]);
        }

        return difference;
    }
}
