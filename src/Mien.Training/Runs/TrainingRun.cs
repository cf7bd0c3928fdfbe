using System.Diagnostics;

namespace Mien.Training.Runs;

/// <summary>
/// Trains in a folder: <c>checkpoint.safetensors</c> to go on from, <c>curve.csv</c>, <c>curve.svg</c> and
/// <c>samples.png</c> to look at, all renewed every few minutes and at the end.
/// </summary>
public sealed record TrainingRun
{
    /// <summary>The folder; made if it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Ends when the training has taken so many steps in all; null for no such end.</summary>
    public int? Steps { get; init; }

    /// <summary>Ends after this time; null for no such end.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Go on from the checkpoint in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time between reports.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the checkpoint is.</summary>
    public string CheckpointPath => Path.Combine(Folder, "checkpoint.safetensors");

    /// <summary>Trains until the end, or until it is stopped; saves in both cases.</summary>
    /// <param name="training">What learns.</param>
    /// <param name="progress">Is told every few seconds and at the end: the means of the losses over the last steps,
    /// and pictures a second.</param>
    /// <param name="cancellation">Stops the run after the present step.</param>
    /// <returns>Seconds that the run took.</returns>
    /// <exception cref="ArgumentException">
    /// There is a checkpoint and this is no resume, or the other way about, or the checkpoint was made with other
    /// settings.
    /// </exception>
    /// <exception cref="TrainingException">A loss or a gradient is not finite; the last checkpoint stays.</exception>
    public double Run(Trainer training, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Folder);
        LossCurve curve = new(training.LossNames);
        if (File.Exists(CheckpointPath) != Resume)
        {
            throw new ArgumentException(
                Resume ? $"{Folder} holds no checkpoint to resume from"
                    : $"{Folder} holds a run already: resume it, or choose another folder");
        }

        if (Resume)
        {
            training.Restore(CheckpointPath);
            curve.Read(Folder, training.StepsTaken);
        }

        Stopwatch clock = Stopwatch.StartNew();
        int first = training.StepsTaken;
        TimeSpan saved = TimeSpan.Zero, reported = TimeSpan.Zero;
        float[] losses = [];
        while (training.StepsTaken < (Steps ?? int.MaxValue) && clock.Elapsed < (Time ?? TimeSpan.MaxValue)
            && !cancellation.IsCancellationRequested)
        {
            losses = training.Step();
            curve.Add(training.StepsTaken, losses);
            if (clock.Elapsed - saved > SaveEvery)
            {
                Save(training, curve);
                saved = clock.Elapsed;
            }

            if (clock.Elapsed - reported > ReportEvery)
            {
                Report();
                reported = clock.Elapsed;
            }
        }

        Save(training, curve);
        Report();
        return clock.Elapsed.TotalSeconds;

        void Report()
        {
            int steps = training.StepsTaken - first;
            double seconds = clock.Elapsed.TotalSeconds;
            TimeSpan? left = Time - clock.Elapsed;
            if (Steps is { } end && steps > 0)
            {
                TimeSpan byStep = TimeSpan.FromSeconds(seconds / steps * Math.Max(0, end - training.StepsTaken));
                left = left < byStep ? left : byStep;
            }

            float speed = (float)(steps * training.BatchSize / seconds);
            progress.Report(new("training", training.StepsTaken, Steps ?? 0, left < TimeSpan.Zero ? TimeSpan.Zero : left)
            {
                Values = [.. training.LossNames.Zip(curve.Latest ?? losses), ("images/s", speed)],
            });
        }
    }

    private void Save(Trainer training, LossCurve curve)
    {
        training.Save(CheckpointPath);
        curve.Write(Folder);
        training.Samples()?.Write(Path.Combine(Folder, "samples.png"));
    }
}
