using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Fusion;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien morph</c>: pictures on the way from one inversion to another.</summary>
internal static class MorphCommand
{
    public static Command Create()
    {
        InputFileArgument from = new("from") { Description = "Style vectors of the first picture, from mien invert" };
        InputFileArgument to = new("to") { Description = "Style vectors of the last picture" };
        Option<int> frames = new Option<int>("--frames")
        {
            Description = "Number of pictures",
            DefaultValueFactory = _ => 24,
            HelpName = "n",
        }.Within(2, 10000);
        OutputFolderOption output = new("--out")
        {
            Description = "The folder: frame-0000.png and so on",
            HelpName = "folder",
            Required = true,
        };
        Option<string?> layers = new("--layers")
        {
            Description = "Move these layers alone, such as 4-5 [default: all]",
            HelpName = "list",
        };
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new(["precision"]);
        ExampleCommand command = new("morph", "Pictures on the way from one face to another",
            "mien morph anna.safetensors ben.safetensors --frames 48 --out frames",
            "mien morph neutral.safetensors smile.safetensors --layers 4-5 --out frames")
        {
            from, to, frames, output, layers, model,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            int count = parsed.GetValue(frames);
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings settings = TransferSettings.For(stored, options.Read(parsed));
            using FaceModel opened = ModelLoader.Load(stored);
            float[][] ends = StylePair.Read(opened, parsed.GetRequiredValue(from), parsed.GetRequiredValue(to));
            int all = opened.Generator.Layers;
            LayerMask mask = parsed.GetValue(layers) is { } list
                ? LayerMask.Parse(list, all) : LayerMask.Range(1, all, all);
            string folder = OutputFile.Folder(parsed.GetRequiredValue(output));
            foreach (string old in Directory.EnumerateFiles(folder, "frame-????.png"))
            {
                File.Delete(old); // of a longer run before, which would play on
            }

            StyleRenderer renderer = new(opened, settings.Inversion.Precision);
            string[] written = ProgressDisplay.Run(display =>
            {
                string[] paths = new string[count];
                for (int i = 0; i < count; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    paths[i] = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"frame-{i:D4}.png"));
                    renderer.Render(StyleFusion.Combine(ends[0], ends[1], mask, (float)i / (count - 1)))
                        .Write(paths[i]);
                    display.Report("generating", i + 1, count);
                }

                return paths;
            });
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { frames = written, model = opened.Name, layers = mask.Numbers });
            }
            else
            {
                Console.WriteLine($"{folder}: {count} pictures");
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
