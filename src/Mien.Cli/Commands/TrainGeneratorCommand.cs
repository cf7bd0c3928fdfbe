using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Faces.Alignment;
using Mien.Tensors;
using Mien.Training.Generators;
using Mien.Training.Photographs;
using Mien.Training.Runs;

namespace Mien.Cli.Commands;

/// <summary><c>mien train generator</c>: the network that paints portraits.</summary>
internal static class TrainGeneratorCommand
{
    public static Command Create()
    {
        Option<int> resolution = new("--resolution")
        {
            Description = "Width and height of the pictures: a power of two, 16 or more",
            HelpName = "px",
            DefaultValueFactory = _ => 64,
        };
        Option<int[]> channels = new("--channels")
        {
            Description = "Channels at 4 px, 8 px … the resolution [default: those of --from, else 2048 / size, from 16 to 128]",
            HelpName = "128,64,…",
            CustomParser = Channels,
        };
        Option<int> batch = new Option<int>("--batch")
        {
            Description = "Portraits a step, an even number",
            HelpName = "n",
            DefaultValueFactory = _ => 16,
        }.Within(1, 4096);
        InputFileOption perceptual = new("--perceptual")
        {
            Description = "Network of 'mien train perceptual': compare features too, and make a model at the end",
            HelpName = "file",
        };
        InputFileOption from = new("--from")
        {
            Description = "Checkpoint of another run, or a model's weights.safetensors, to begin with",
            HelpName = "file",
        };
        Option<float?> rate = new Option<float?>("--rate")
        {
            Description = "Learning rate at full height",
            HelpName = "x",
        }.Within(0, 10);
        Option<int?> exchange = new Option<int?>("--exchange-from")
        {
            Description = "Step after which the layers in which the expression stands out are to carry it alone",
            HelpName = "step",
            DefaultValueFactory = _ => new GeneratorSettings().ExchangeFrom,
        }.Within(0);
        Option<float> share = new Option<float>("--exchange-share")
        {
            Description = "Share of the steps after that in which expressions are exchanged",
            HelpName = "x",
            DefaultValueFactory = _ => new GeneratorSettings().ExchangeShare,
        }.Within(0, 1);
        Option<Precision> precision = PrecisionOption.Create(Precision.Float32);
        Option<int> growth = new Option<int>("--growth")
        {
            Description = "Steps at 16 px, 32 px … each, before the full size",
            HelpName = "steps",
            DefaultValueFactory = _ => new GeneratorSettings().GrowthSteps,
        }.Within(0);
        Option<int?> adversarial = new Option<int?>("--adversarial-from")
        {
            Description = "Step from which a discriminator takes part, with styles mixed",
            HelpName = "step",
        }.Within(0);
        Option<string?> photographs = new("--photographs")
        {
            Description = "Set of 'mien train photographs' to learn from, too, in its frame",
            HelpName = "folder",
        };
        Option<int> photographsAStep = new("--photographs-a-step")
        {
            Description = "Photographs a step beside the portraits",
            HelpName = "n",
            DefaultValueFactory = _ => 16,
        };
        Option<int> style = new("--style-length")
        {
            Description = "Numbers of a style vector",
            HelpName = "n",
            DefaultValueFactory = _ => new GeneratorSettings().WDim,
        };
        Option<bool> keepMapping = new("--keep-mapping")
        {
            Description = "Leave the mapping network of --from as it is, so that an encoder that was learnt for it stays of use",
        };
        TrainOptions options = new();
        ExampleCommand command = new("generator", "Learn the generator: parameters of drawn portraits are the latents",
            "mien train generator --perceptual runs/perceptual/perceptual.safetensors --resolution 64 --out runs/generator --minutes 30",
            "mien train generator --perceptual runs/perceptual/perceptual.safetensors --resolution 64 --out runs/generator --minutes 600 --resume",
            "mien train generator --from runs/generator/checkpoint.safetensors --channels 128,128,128,128,64 --growth 0 --perceptual runs/perceptual/perceptual.safetensors --out runs/wide")
        {
            resolution, channels, batch, perceptual, from, rate, growth, exchange, share, precision, adversarial,
            photographs, photographsAStep, style, keepMapping,
        };
        options.AddTo(command);
        command.Options.Add(options.Portraits);
        command.SetAction((parsed, stop) =>
        {
            TrainingRun run = options.Run(parsed);
            int size = parsed.GetValue(resolution);
            string? features = parsed.GetValue(perceptual), start = parsed.GetValue(from);
            string? begun = run.Resume && File.Exists(run.CheckpointPath) ? run.CheckpointPath : start;
            string? set = parsed.GetValue(photographs);
            FaceFrame frame = FaceFrame.Ffhq;
            if (set is not null)
            {
                using PhotographSet opened = PhotographSet.Open(set);
                frame = opened.Frame.Frame;
            }

            using GeneratorTraining training = new(
                new()
                {
                    Resolution = size,
                    Channels = parsed.GetValue(channels) is { Length: > 0 } given ? given
                        : begun is null ? GeneratorSettings.Narrow(size) : GeneratorTraining.ChannelsOf(begun, size),
                    BatchSize = parsed.GetValue(batch),
                    Rate = parsed.GetValue(rate) is { } height ? new GeneratorSettings().Rate with
                    {
                        Height = height,
                    } : new GeneratorSettings().Rate,
                    ExchangeFrom = parsed.GetValue(exchange),
                    ExchangeShare = parsed.GetValue(share),
                    Precision = parsed.GetValue(precision),
                    WDim = parsed.GetValue(style),
                    KeepMapping = parsed.GetValue(keepMapping),
                    Photographs = set is null ? 0 : parsed.GetValue(photographsAStep),
                    Frame = frame,
                    GrowthSteps = parsed.GetValue(growth),
                    AdversarialFrom = parsed.GetValue(adversarial),
                    Seed = parsed.GetValue(options.Seed),
                }, features, start, options.PortraitsFolder(parsed), set);
            double seconds = run.Run(training, TrainOptions.Lines, stop);
            string? model = features is null ? null
                : ModelFolder.Write(
                    Path.Combine(run.Folder, "model"), training.Generator, features, training.ExpressionLayers, frame,
                    set is not null).Folder;
            if (stop.IsCancellationRequested)
            {
                Console.Error.WriteLine($"stopped and saved in {run.Folder}: go on with --resume");
                return Task.FromResult(CommandLine.Interrupted);
            }

            double psnr = training.Measure();
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new
                    {
                        folder = run.Folder,
                        model,
                        steps = training.StepsTaken,
                        seconds,
                        psnr,
                        expressionLayers = training.ExpressionLayers
                    });
            }
            else
            {
                Console.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{model ?? run.Folder}: {psnr:0.0} dB on held-out portraits painted from their parameters"));
                if (training.ExpressionLayers is { } layers)
                {
                    Console.Out.WriteLine($"the expression stood out in layers {layers}, and is exchanged there");
                }
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }

    private static int[] Channels(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        int[] channels = [.. text.Split(',').Select(
            part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0)];
        if (channels.Any(count => count is < 1 or > 4096))
        {
            result.AddError(
                $"'{text}' are no channels: give a number for 4 px, 8 px … each, such as 128,128,128,64,32");
            return [];
        }

        return channels;
    }
}
