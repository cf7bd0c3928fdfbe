using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Evaluation.Judging;
using Mien.Training.Estimation;
using Mien.Training.Runs;

namespace Mien.Cli.Commands;

/// <summary><c>mien train estimator</c>: the network that judges transfers.</summary>
internal static class TrainEstimatorCommand
{
    public static Command Create()
    {
        Option<int> batch = new Option<int>("--batch")
        {
            Description = "Portraits a step",
            HelpName = "n",
            DefaultValueFactory = _ => new EstimatorSettings().BatchSize,
        }.Within(1, 4096);
        InputFileOption from = new("--from")
        {
            Description = "Checkpoint or estimator of another run to begin with",
            HelpName = "file",
        };
        Option<float?> rate = new Option<float?>("--rate")
        {
            Description = "Learning rate at full height",
            HelpName = "x",
        }.Within(0, 10);
        TrainOptions options = new();
        ExampleCommand command = new("estimator", "Learn the judge of 'mien eval': identity, expression and pose from a picture",
            "mien train estimator --out runs/estimator --minutes 60",
            "mien train estimator --out runs/estimator --minutes 60 --resume",
            "mien train estimator --out runs/end --from runs/estimator/checkpoint.safetensors --rate 0.002 --minutes 20")
        {
            batch, from, rate,
        };
        options.AddTo(command);
        command.Options.Add(options.Portraits);
        command.SetAction((parsed, stop) =>
        {
            TrainingRun run = options.Run(parsed);
            EstimatorSettings settings = new() { BatchSize = parsed.GetValue(batch) };
            using EstimatorTraining training = new(
                settings with
                {
                    Seed = settings.Seed + parsed.GetValue(options.Seed),
                    Rate = parsed.GetValue(rate) is { } height ? settings.Rate with { Height = height } : settings.Rate,
                }, parsed.GetValue(from), options.PortraitsFolder(parsed));
            double seconds = run.Run(training, TrainOptions.Lines, stop);
            string path = Path.Combine(run.Folder, "estimator.safetensors");
            training.Export(path);
            if (stop.IsCancellationRequested)
            {
                Console.Error.WriteLine($"stopped and saved in {run.Folder}: go on with --resume");
                return Task.FromResult(CommandLine.Interrupted);
            }

            Determination r2 = training.Measure();
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { network = path, steps = training.StepsTaken, seconds, r2 });
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: R² on {r2.Portraits} held-out portraits: identity {r2.Identity:0.00}, expression {r2.Expression:0.00}, pose {r2.Pose:0.00}"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
