using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Models;
using Mien.Training.Encoders;
using Mien.Training.Generators;
using Mien.Training.Runs;

namespace Mien.Cli.Commands;

/// <summary><c>mien train encoder</c>: the network that inversions start from.</summary>
internal static class TrainEncoderCommand
{
    public static Command Create()
    {
        Option<string?> generator = new("--generator") { Description = "Folder of a model that 'mien train generator' made [default: the built-in model]", HelpName = "folder" };
        Option<int> batch = new Option<int>("--batch") { Description = "Portraits a step", HelpName = "n", DefaultValueFactory = _ => new EncoderSettings().BatchSize }.Within(1, 4096);
        InputFileOption from = new("--from") { Description = "Checkpoint or encoder of another run to begin with", HelpName = "file" };
        Option<float?> rate = new Option<float?>("--rate") { Description = "Learning rate at full height", HelpName = "x" }.Within(0, 10);
        Option<string?> photographs = new("--photographs") { Description = "The set of photographs that the generator learnt from", HelpName = "folder" };
        Option<int> photographsAStep = new("--photographs-a-step") { Description = "Photographs a step beside the portraits", HelpName = "n", DefaultValueFactory = _ => 16 };
        Option<int?> size = new("--size") { Description = "Width and height of the crops that it looks at [default: the generator's]", HelpName = "px" };
        TrainOptions options = new();
        ExampleCommand command = new("encoder", "Learn to guess the style vector of a face, for inversions to start from",
            "mien train encoder --generator runs/generator/model --out runs/encoder --minutes 60", "mien train encoder --generator runs/generator/model --out runs/encoder --minutes 60 --resume",
            "mien train encoder --generator runs/generator/model --out runs/end --from runs/encoder/checkpoint.safetensors --rate 0.002 --minutes 20")
        {
            generator, batch, from, rate, photographs, photographsAStep, size,
        };
        options.AddTo(command);
        command.Options.Add(options.Portraits);
        command.SetAction((parsed, stop) =>
        {
            TrainingRun run = options.Run(parsed);
            StoredModel stored = parsed.GetValue(generator) is { } folder ? StoredModel.In(folder) : BuiltInModel.Open();
            string? set = parsed.GetValue(photographs);
            EncoderSettings settings = new() { BatchSize = parsed.GetValue(batch), Size = parsed.GetValue(size), Photographs = set is null ? 0 : parsed.GetValue(photographsAStep) };
            using EncoderTraining training = new(
                settings with
                {
                    Seed = settings.Seed + parsed.GetValue(options.Seed),
                    Rate = parsed.GetValue(rate) is { } height ? settings.Rate with { Height = height } : settings.Rate,
                }, stored, parsed.GetValue(from), options.PortraitsFolder(parsed), set);
            double seconds = run.Run(training, TrainOptions.Lines, stop);
            string path = Path.Combine(run.Folder, "encoder.safetensors");
            training.Export(path);
            string model = ModelFolder.WithEncoder(Path.Combine(run.Folder, "model"), stored, path).Folder;
            if (stop.IsCancellationRequested)
            {
                Console.Error.WriteLine($"stopped and saved in {run.Folder}: go on with --resume");
                return Task.FromResult(CommandLine.Interrupted);
            }

            double psnr = training.Measure();
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { network = path, model, steps = training.StepsTaken, seconds, psnr });
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model}: {psnr:0.0} dB between held-out portraits and what the generator makes of the style vectors that are told"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
