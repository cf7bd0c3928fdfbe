using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Inversion;

/// <summary>
/// Finds the style vectors of pictures by gradient descent through the frozen generator: s = argmin D(g(s), I)
/// (Yang and Lim 2019, section 3.2).
/// </summary>
/// <param name="model">Generator and perceptual network; it stays the caller's.</param>
public sealed class Inverter(FaceModel model)
{
    private static readonly TimeSpan _saveEvery = TimeSpan.FromSeconds(1);

    /// <summary>Inverts pictures, all in one batch.</summary>
    /// <param name="targets">
    /// Aligned crops, [N, S, S, 3], float32, in [−1, 1]; any size S, best the model's own. They stay the caller's.
    /// </param>
    /// <param name="settings">The objective and the optimiser.</param>
    /// <param name="start">Style vectors to start from, [N, L, W] in row-major order; null for what the settings
    /// say.</param>
    /// <param name="statePath">
    /// A file in which the run is saved as it goes; if it holds this very run, the run goes on from there, with the
    /// same bits. It is removed at the end. One that cannot be used is set aside, one that cannot be written is done
    /// without. Null to save nothing.
    /// </param>
    /// <param name="progress">Is told D of each picture before every step, on the calling thread, and once at the
    /// end.</param>
    /// <param name="notice">Is told what is wrong with the file, in one line.</param>
    /// <param name="cancellation">Stops the run within a step; the results so far are returned, and saved.</param>
    /// <returns>One result for each picture, in their order.</returns>
    /// <exception cref="ArgumentException">The settings or shapes do not fit.</exception>
    /// <exception cref="InversionException">A distance or a gradient was no longer finite.</exception>
    public IReadOnlyList<InversionResult> Invert(
        Tensor targets, InversionSettings settings, float[]? start = null, string? statePath = null,
        IProgress<WorkProgress>? progress = null, Action<string>? notice = null,
        CancellationToken cancellation = default)
    {
        settings.Check();
        if (targets.Shape.Rank != 4 || targets.Shape[1] != targets.Shape[2] || targets.Shape[3] != 3)
        {
            throw new ArgumentException($"Invert: pictures must be [N, S, S, 3], not {targets.Shape}", nameof(targets));
        }

        if (!AllFinite(targets.Span))
        {
            throw new ArgumentException("Invert: the pictures hold values that are not finite", nameof(targets));
        }

        string[] hashes = HashItems(targets);
        using InversionObjective objective = new(model, settings, targets);
        using InversionState state = Begin(targets, settings, start, Identity(settings, start, hashes));
        InversionStateFile file = new(statePath, notice);
        file.RestoreInto(state);
        Stopwatch clock = Stopwatch.StartNew();
        InversionEnd end = Descend(objective, state, settings, file, clock, progress, cancellation);
        double seconds = state.SecondsBefore + clock.Elapsed.TotalSeconds;
        if (end == InversionEnd.Cancelled)
        {
            file.Save(state, seconds);
        }
        else
        {
            file.Remove();
        }

        return [.. hashes.Select((hash, item) => Result(state, item, hash, settings, end, seconds))];
    }

    private InversionEnd Descend(
        InversionObjective objective, InversionState state, InversionSettings settings, InversionStateFile file,
        Stopwatch clock,
        IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<Tensor> noise = settings.OptimizeNoise ? [.. state.Parameters.Skip(1)] : [];
        int firstStep = state.Step;
        TimeSpan saved = TimeSpan.Zero;
        while (true)
        {
            int step = state.Step;
            if (settings.Snapshots.Contains(step))
            {
                state.Snapshots[step] = Styles(state, settings);
            }

            if (cancellation.IsCancellationRequested && step < settings.Steps)
            {
                // D before the last step stands for the end; without any there is nothing to keep.
                return step > 0 ? InversionEnd.Cancelled : throw new OperationCanceledException(cancellation);
            }

            bool converged = HasConverged(state, settings), stopping = converged || step == settings.Steps;
            int size = SizeAt(Math.Min(step, settings.Steps - 1), settings);
            float rate = stopping ? 0 : settings.Rate.At(step, settings.Steps);
            float[] distances = Step(objective, state, noise, settings, size, stopping ? null : rate);
            progress?.Report(new InversionProgress(
                step, settings.Steps, TimeLeft(clock.Elapsed, firstStep, step, settings),
                Styles(state, settings))
            {
                Values = [.. distances.Select(d => ("D", d))],
            });
            for (int item = 0; item < distances.Length; item++)
            {
                state.Curves[item].Add(distances[item]);
            }

            if (stopping)
            {
                return converged && step < settings.Steps ? InversionEnd.Converged : InversionEnd.Complete;
            }

            if (clock.Elapsed - saved > _saveEvery)
            {
                file.Save(state, state.SecondsBefore + clock.Elapsed.TotalSeconds);
                saved = clock.Elapsed;
            }
        }
    }

    // D at the present style vectors; then, unless there is no rate, one step along the gradient.
    private float[] Step(
        InversionObjective objective, InversionState state, IReadOnlyList<Tensor> noise, InversionSettings settings,
        int size, float? rate)
    {
        using Tape tape = new();
        if (rate is not null)
        {
            foreach (Tensor parameter in state.Parameters)
            {
                tape.Watch(parameter);
            }
        }

        (Tensor total, Tensor perItem, Tensor image) = objective.Evaluate(Expand(state, settings), noise, size);
        float[] distances = perItem.ToArray();
        if (!AllFinite(image.Span))
        {
            // Looked at by itself: the ReLU of the perceptual network would turn a NaN into 0.
            throw new InversionException(state.Step, settings.Precision, "the generated image");
        }

        if (!distances.All(float.IsFinite) || !float.IsFinite(total.Item))
        {
            throw new InversionException(state.Step, settings.Precision, "the distance");
        }

        if (rate is { } step)
        {
            tape.Backward(total);
            foreach (Tensor parameter in state.Parameters)
            {
                if (tape.Gradient(parameter) is { } gradient && !AllFinite(gradient.Span))
                {
                    throw new InversionException(state.Step, settings.Precision, "the gradient");
                }
            }

            state.Optimizer.Step(tape, step);
            foreach (Tensor map in noise)
            {
                NoiseRegularizer.Normalize(map);
            }
        }

        return distances;
    }

    private InversionState Begin(Tensor targets, InversionSettings settings, float[]? start, string identity)
    {
        StyleGenerator generator = model.Generator;
        int items = targets.Shape[0];
        List<Tensor> parameters = [StartStyles(targets, settings, start)];
        if (settings.OptimizeNoise)
        {
            if (items > 1)
            {
                throw new ArgumentException("Invert: noise is optimised for one picture at a time");
            }

            for (int i = 0; i < generator.NoiseMaps.Count; i++)
            {
                Tensor stored = generator.NoiseMaps[i];
                parameters.Add(Tensor.Normal([stored.Shape[^2], stored.Shape[^1]], HashCode(settings.Seed, i)));
            }
        }

        Optimizer optimizer = settings.Optimizer == OptimizerKind.Adam
            ? new Adam(parameters, settings.Beta1) : new Sgd(parameters, settings.Momentum);
        return new(identity, parameters, optimizer, items);
    }

    private Tensor StartStyles(Tensor targets, InversionSettings settings, float[]? start)
    {
        StyleGenerator generator = model.Generator;
        int items = targets.Shape[0];
        (int layers, int length) = (settings.SharedStyle ? 1 : generator.Layers, generator.StyleLength);
        if (start is not null)
        {
            int expected = items * generator.Layers * length;
            if (start.Length != expected || settings.SharedStyle)
            {
                throw new ArgumentException(settings.SharedStyle
                    ? "Invert: given style vectors cannot start a search for one shared style"
                    : $"Invert: {start.Length} numbers to start from, not {items}×{generator.Layers}×{length}",
                    nameof(start));
            }

            return Tensor.From(start, [items, layers, length]);
        }

        using Tape tape = new();
        if (settings.Start == StartStyle.Encoder)
        {
            StyleEncoder encoder = model.Encoder
                ?? throw new ModelException(
                    ModelFault.NoEncoder,
                    $"Invert: the model '{model.Name}' has no encoder to start from: start from the mean style");
            return encoder.Encode(targets).Reshape([items, 1, length]).Repeat(1, layers).Clone();
        }

        Tensor one = generator.MeanStyle;
        if (settings.Start == StartStyle.Random)
        {
            using Tensor z = Tensor.Normal([1, generator.LatentLength], settings.Seed);
            using Tensor? label = generator.Label(1);
            one = generator.Map(z, label).Slice(1, 0, 1);
        }

        return one.Reshape([1, 1, length]).Repeat(0, items).Repeat(1, layers).Clone();
    }

    // [N, L, W] on the open tape.
    private Tensor Expand(InversionState state, InversionSettings settings)
        => settings.SharedStyle ? state.Parameters[0].Repeat(1, model.Generator.Layers) : state.Parameters[0];

    private float[] Styles(InversionState state, InversionSettings settings)
    {
        using Tape tape = new();
        return Expand(state, settings).ToArray();
    }

    private InversionResult Result(
        InversionState state, int item, string hash, InversionSettings settings, InversionEnd end, double seconds)
    {
        int size = model.Generator.Layers * model.Generator.StyleLength;
        float[] OfItem(float[] batch) => batch.AsSpan(item * size, size).ToArray();
        return new()
        {
            Styles = OfItem(Styles(state, settings)),
            Layers = model.Generator.Layers,
            StyleLength = model.Generator.StyleLength,
            Curve = [.. state.Curves[item]],
            Snapshots = state.Snapshots.ToDictionary(snapshot => snapshot.Key, snapshot => OfItem(snapshot.Value)),
            Noise = [.. state.Parameters.Skip(1).Select(map => map.ToArray())],
            Settings = settings,
            ModelName = model.Name,
            ModelId = model.Id,
            SourceHash = hash,
            End = end,
            Seconds = seconds,
        };
    }

    // The size of the image at a step: small while the distance cannot see more, full at the end.
    private int SizeAt(int step, InversionSettings settings)
    {
        StyleGenerator generator = model.Generator;
        int coarse = generator.ImageSizes.FirstOrDefault(size => size >= PerceptualDistance.Size, generator.Resolution);
        bool fine = settings.CoarseToFine == CoarseToFine.Off || step >= FirstFineStep(settings);
        return fine ? generator.Resolution : coarse;
    }

    private static int FirstFineStep(InversionSettings settings)
        => settings.Steps - Math.Max(1, (int)Math.Round(settings.Steps * settings.FineShare));

    // Each picture must have fallen by too little over the last steps of patience, all of them at one size.
    private bool HasConverged(InversionState state, InversionSettings settings)
    {
        int step = state.Step, before = step - settings.Patience - 1;
        return settings.Patience > 0 && before >= 0 && step < settings.Steps
            && SizeAt(before, settings) == model.Generator.Resolution
            && state.Curves.All(curve => curve[^1] > curve[before] * (1 - settings.LeastImprovement));
    }

    // A fine step is taken to cost twice a coarse one until some have been seen.
    private static TimeSpan? TimeLeft(TimeSpan elapsed, int firstStep, int step, InversionSettings settings)
    {
        int done = step - firstStep;
        if (done < 1)
        {
            return null;
        }

        int fineFrom = settings.CoarseToFine == CoarseToFine.Off ? 0 : FirstFineStep(settings);
        double Cost(int from, int to)
            => Math.Max(0, Math.Min(to, fineFrom) - from) + (2.0 * Math.Max(0, to - Math.Max(from, fineFrom)));
        return elapsed * (Cost(step, settings.Steps) / Math.Max(1e-9, Cost(firstStep, step)));
    }

    private string Identity(InversionSettings settings, float[]? start, string[] hashes)
    {
        StringBuilder text = new();
        text.Append(settings.ToJson()).Append(model.Id).AppendJoin(',', hashes);
        foreach (float value in start ?? [])
        {
            text.Append(BitConverter.SingleToInt32Bits(value)).Append(',');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>SHA-256 of the pixels of a single picture, as results name their source.</summary>
    internal static string HashOf(Tensor target) => HashItems(target)[0];

    private static string[] HashItems(Tensor targets)
    {
        int size = checked((int)(targets.Count / targets.Shape[0]));
        float[] values = targets.ToArray();
        return [.. Enumerable.Range(0, targets.Shape[0]).Select(item => Convert.ToHexStringLower(
            SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan(item * size, size)))))];
    }

    private static int HashCode(int seed, int layer) => unchecked((seed * 397) + layer + 1);

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
