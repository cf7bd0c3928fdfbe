using System.CommandLine;
using Mien.Checkpoints;
using Mien.Checkpoints.Numpy;
using Mien.Cli.Parsing;
using Mien.Faces.Images;
using Mien.Generation;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;

namespace Mien.Cli.Commands;

/// <summary><c>mien generate</c>: pictures of seeds or of style vectors.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Option<uint[]> seeds = SeedsOption.Create();
        Option<float> truncation = new Option<float>("--truncation")
        {
            Description = "ψ: 1 leaves faces as they fall, 0 gives the mean face",
            HelpName = "psi",
            DefaultValueFactory = _ => 1,
        }.Within(-2, 2);
        InputFileOption styles = new("--styles")
        {
            Description = "Style vectors instead of seeds, from mien invert or another projector: .safetensors, .npy, .npz or .pt",
            HelpName = "file",
        };
        OutputFileOption output = new("--out", "grid.png")
        {
            Description = "The pictures, side by side: .png, .jpg or .webp",
            HelpName = "file",
        };
        OutputFileOption raw = new("--raw", "numbers.npy")
        {
            Description = "The numbers before any clamping, N×3×H×W in float32, nominally -1 to 1: .npy",
            HelpName = "file",
        };
        Option<int?> label = new Option<int?>("--class")
        {
            Description = "The class of a model that has classes, counted from 0 [default: the mean over all]",
            HelpName = "number",
        }.Within(0);
        Option<float> rotate = new Option<float>("--rotate")
        {
            Description = "Turn the picture by so many degrees counter-clockwise, with a StyleGAN3",
            HelpName = "degrees",
        }.Within(-360, 360);
        Option<float[]> shift = new("--shift")
        {
            Description = "Then move it right and down, in pictures: --shift 0.1 -0.05, with a StyleGAN3",
            HelpName = "x y",
            Arity = new(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        Option<Precision> precision = PrecisionOption.Create(Precision.Auto);
        ExampleCommand command = new("generate", "Draw faces from seeds or from style vectors, with the model's own noise",
            "mien generate --model ffhq --seeds 0-15 --truncation 0.7 --out grid.png",
            "mien generate --model ffhq --styles anna.safetensors --out anna.png --raw anna.npy")
        {
            model, seeds, truncation, label, styles, rotate, shift, output, raw, precision,
        };
        command.Exclude(seeds, styles);
        command.SetAction((parsed, stop) =>
        {
            uint[] asked = parsed.GetRequiredValue(seeds);
            string? from = parsed.GetValue(styles), to = parsed.GetValue(output), numbers = parsed.GetValue(raw);
            Require(asked.Length > 0 ^ from is not null, "say what to draw: --seeds 0-15, or --styles FILE");
            Require(
                to is not null || numbers is not null, "say where to: --out grid.png, or --raw numbers.npy, or both");
            Require(
                numbers is null || Path.GetExtension(numbers) == ".npy",
                $"--raw {numbers}: the numbers are written as .npy");

            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            using StyleGenerator generator = ModelLoader.LoadGenerator(stored);
            int? number = parsed.GetValue(label);
            if (from is null && number is null && generator.Architecture.LabelDim > 0)
            {
                Report.Notice(
                    $"{stored.Name} has the classes 0 to {generator.Architecture.LabelDim - 1}; without --class the mean over all is used");
            }

            Require(
                from is null || number is null, "--class goes with --seeds: style vectors have their class in them");
            float[] moved = parsed.GetValue(shift) ?? [];
            Placement placement = new(
                parsed.GetValue(rotate), moved is [float right, _] ? right : 0, moved is [_, float down] ? down : 0);
            SynthesisOptions options = new()
            {
                Precision = parsed.GetValue(precision),
                Placement = placement == new Placement() ? null : placement,
            };
            IReadOnlyList<float[]> given = [];
            if (from is not null)
            {
                StyleVectorSet file = StyleVectorFile.Read(from, generator);
                StylePair.NoteIfUnknown([file], stored.Name);
                given = file.Pictures;
            }

            int count = asked.Length + given.Count;
            List<Image> pictures = [];
            List<float> values = [];
            ProgressDisplay.Run(display =>
            {
                for (int i = 0; i < count; i++)
                {
                    stop.ThrowIfCancellationRequested();
                    GeneratedPicture made = from is null
                        ? GeneratedPicture.OfSeed(generator, asked[i], parsed.GetValue(truncation), options, number)
                        : GeneratedPicture.OfStyles(generator, given[i], options);
                    pictures.Add(made.Picture);
                    values.AddRange(numbers is null ? [] : made.Raw);
                    display.Report("drawing", i + 1, count);
                }

                return count;
            });
            if (to is not null)
            {
                ContactSheet.Of(pictures).Write(to);
            }

            if (numbers is not null)
            {
                int size = generator.Resolution;
                NpyWriter.Write(numbers, CheckpointTensor.From("", [count, 3, size, size], [.. values]));
            }

            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new
                    {
                        model = stored.Name,
                        pictures = count,
                        resolution = generator.Resolution,
                        seeds = asked,
                        styles = from,
                        @out = to,
                        raw = numbers
                    });
            }
            else
            {
                Console.Out.WriteLine(
                    $"{string.Join(", ", new[] { to, numbers }.OfType<string>())}: {count} {(count == 1 ? "picture" : "pictures")} of {generator.Resolution} px");
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ArgumentException(what);
        }
    }
}
