using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Models;
using Mien.Training.Encoders;
using Mien.Training.Runs;

namespace Mien.Cli.Commands;

/// <summary><c>mien train encoder</c>: the network that inversions start from.</summary>
internal static class TrainEncoderCommand
{
    public static Command Create()
    {
        Option<string?> generator = new("--generator")
        {
            Description = "Folder of a model that 'mien train generator' made [default: the built-in model of drawn portraits]",
            HelpName = "folder",
        };
        Option<int> batch = new Option<int>("--batch")
        {
            Description = "Portraits a step",
            HelpName = "n",
            DefaultValueFactory = _ => new EncoderSettings().BatchSize,
        }.Within(1, 4096);
        InputFileOption from = new("--from")
        {
            Description = "Checkpoint or encoder of another run to begin with",
            HelpName = "file",
        };
        Option<float?> rate = new Option<float?>("--rate")
        {
            Description = "Learning rate at full height",
            HelpName = "x",
        }.Within(0, 10);
        Option<string?> photographs = new("--photographs")
        {
            Description = "The set of photographs that the generator learnt from",
            HelpName = "folder",
        };
        Option<int> photographsAStep = new("--photographs-a-step")
        {
            Description = "Photographs a step beside the portraits",
            HelpName = "n",
            DefaultValueFactory = _ => 16,
        };
        Option<int?> size = new("--size")
        {
            Description = "Width and height of the crops that it looks at [default: the generator's]",
            HelpName = "px",
        };
        Option<string?> model = new("--model")
        {
            Description = "Learn from the pictures of this model's own generator, of whatever family, and put the encoder into the model",
            HelpName = "name",
        };
        Option<int> pictures = new Option<int>("--pictures")
        {
            Description = "With --model: different pictures, each painted once and kept",
            HelpName = "n",
            DefaultValueFactory = _ => new LatentRegressionSettings().Pictures,
        }.Within(1, 10_000_000);
        Option<int> check = new Option<int>("--check")
        {
            Description = "With --model: invert so many pictures at the end from both starts, to see what the encoder saves",
            HelpName = "n",
            DefaultValueFactory = _ => 1,
        }.Within(0, 1000);
        TrainOptions options = new();
        ExampleCommand command = new("encoder", "Learn to guess the style vector of a face, for inversions to start from",
            "mien train encoder --generator runs/generator/model --out runs/encoder --minutes 60",
            "mien train encoder --generator runs/generator/model --out runs/encoder --minutes 60 --resume",
            "mien train encoder --model ffhq --out runs/ffhq-start --minutes 480",
            "mien train encoder --generator runs/generator/model --out runs/end --from runs/encoder/checkpoint.safetensors --rate 0.002 --minutes 20")
        {
            generator, batch, from, rate, photographs, photographsAStep, size, model, pictures, check,
        };
        options.AddTo(command);
        command.Options.Add(options.Portraits);
        command.Exclude(model, generator);
        command.Exclude(model, photographs);
        command.SetAction((parsed, stop) =>
        {
            TrainingRun run = options.Run(parsed);
            if (parsed.GetValue(model) is { } name)
            {
                LatentRegressionSettings regression = new()
                {
                    BatchSize = parsed.GetValue(batch),
                    Size = parsed.GetValue(size),
                    Pictures = parsed.GetValue(pictures),
                };
                return Task.FromResult(FromOwnPictures(
                    run, name, regression with
                    {
                        Seed = regression.Seed + parsed.GetValue(options.Seed),
                        Rate = parsed.GetValue(rate) is { } full ? regression.Rate with
                        {
                            Height = full,
                        } : regression.Rate,
                    }, parsed.GetValue(from), parsed.GetValue(check), parsed.GetValue(CommandLine.Json), stop));
            }

            StoredModel stored = parsed.GetValue(generator) is { } folder
                ? StoredModel.In(folder) : BuiltInModel.Open(BuiltInModel.Drawn);
            string? set = parsed.GetValue(photographs);
            EncoderSettings settings = new()
            {
                BatchSize = parsed.GetValue(batch),
                Size = parsed.GetValue(size),
                Photographs = set is null ? 0 : parsed.GetValue(photographsAStep),
            };
            using EncoderTraining training = new(
                settings with
                {
                    Seed = settings.Seed + parsed.GetValue(options.Seed),
                    Rate = parsed.GetValue(rate) is { } height ? settings.Rate with { Height = height } : settings.Rate,
                }, stored, parsed.GetValue(from), options.PortraitsFolder(parsed), set);
            double seconds = run.Run(training, TrainOptions.Lines, stop);
            string path = Path.Combine(run.Folder, "encoder.safetensors");
            training.Export(path);
            string written = ModelFolder.WithEncoder(Path.Combine(run.Folder, "model"), stored, path).Folder;
            if (stop.IsCancellationRequested)
            {
                Console.Error.WriteLine($"stopped and saved in {run.Folder}: go on with --resume");
                return Task.FromResult(CommandLine.Interrupted);
            }

            double psnr = training.Measure();
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { network = path, model = written, steps = training.StepsTaken, seconds, psnr });
            }
            else
            {
                Console.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{written}: {psnr:0.0} dB between held-out portraits and what the generator makes of the style vectors that are told"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }

    private static int FromOwnPictures(
        TrainingRun run, string name, LatentRegressionSettings settings, string? from, int check, bool json,
        CancellationToken stop)
    {
        StoredModel stored = ModelStore.Find(name);
        bool isBuiltIn = BuiltInModel.Names.Contains(stored.Name); // the program's own files stay as they are
        Directory.CreateDirectory(run.Folder);
        using LatentRegression training = new(settings, stored, from, Path.Combine(run.Folder, "pictures.crops"));
        (int paintedAt, double fidelity) = training.PaintedAt;
        Console.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"pictures are painted at {paintedAt} px{(fidelity < 1 ? $", which tells {fidelity:P1} of the full ones" : "")}"));
        double seconds = run.Run(training, TrainOptions.Lines, stop);
        string path = Path.Combine(run.Folder, "encoder.safetensors");
        training.Export(path);
        if (stop.IsCancellationRequested)
        {
            Console.Error.WriteLine($"stopped and saved in {run.Folder}: go on with --resume");
            return CommandLine.Interrupted;
        }

        StoredModel with = Put(fewerSteps: false);
        List<StartComparison> starts = [];
        if (with.PerceptualPath is not null && check > 0)
        {
            using FaceModel opened = ModelLoader.Load(with);
            starts = ProgressDisplay.Run(display =>
            {
                List<StartComparison> compared = [];
                for (int i = 0; i < check; i++)
                {
                    display.Report("inverting from both starts", i, check);
                    using Tensors.Tensor picture = training.HeldOut(i);
                    compared.Add(StartComparison.Of(opened, picture, cancellation: stop));
                }

                return compared;
            });
        }

        bool pays = starts.Count > 0 && starts.All(start => start.Pays);
        with = pays ? Put(fewerSteps: true) : with;
        if (json)
        {
            Report.Json(
                new
                {
                    network = path,
                    model = with.Folder,
                    steps = training.StepsTaken,
                    seconds,
                    paintedAt,
                    fidelity,
                    fewerSteps = pays,
                    starts
                });
            return CommandLine.Good;
        }

        Console.Out.WriteLine($"{with.Folder}: the model with its encoder, where inversions now start");
        foreach (StartComparison start in starts)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"D at the start {start.EncoderStart:G4}, at the mean style {start.MeanStart:G4}; 300 steps from there reach {start.MeanEnd:G4}, {(start.Steps is { } steps ? $"{steps} steps" : "more than 100 steps")} from the encoder's start, whose 100 reach {start.EncoderEnd:G4}"));
        }

        if (!isBuiltIn)
        {
            Console.Error.WriteLine(
                $"style vectors that were found with {name} before belong to the model without the encoder: invert those pictures again");
        }

        return CommandLine.Good;

        StoredModel Put(bool fewerSteps) => isBuiltIn
            ? ModelFolder.WithEncoder(Path.Combine(run.Folder, "model"), stored, path, fewerSteps)
            : ModelFolder.Install(ModelStore.OfUser(), stored, path, fewerSteps);
    }
}
