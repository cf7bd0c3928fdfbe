using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Evaluation.Judging;
using Mien.Training.Perceptual;
using Mien.Training.Runs;

namespace Mien.Cli.Commands;

/// <summary><c>mien train perceptual</c>: the network that pictures are compared by.</summary>
internal static class TrainPerceptualCommand
{
    public static Command Create()
    {
        Option<int> resolution = new("--resolution")
        {
            Description = "Width and height of the portraits, pixels",
            HelpName = "px",
            DefaultValueFactory = _ => 64,
        };
        Option<int> batch = new Option<int>("--batch")
        {
            Description = "Portraits a step",
            HelpName = "n",
            DefaultValueFactory = _ => 32,
        }.Within(1, 4096);
        TrainOptions options = new();
        ExampleCommand command = new("perceptual", "Learn the network that pictures are compared by: VGG16's layers, narrow",
            "mien train perceptual --out runs/perceptual --minutes 30",
            "mien train perceptual --out runs/perceptual --minutes 30 --resume")
        {
            resolution, batch,
        };
        options.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            TrainingRun run = options.Run(parsed);
            using PerceptualTraining training = new(
                new()
                {
                    Size = parsed.GetValue(resolution),
                    BatchSize = parsed.GetValue(batch),
                    Seed = parsed.GetValue(options.Seed)
                });
            double seconds = run.Run(training, TrainOptions.Lines, stop);
            string path = Path.Combine(run.Folder, "perceptual.safetensors");
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
