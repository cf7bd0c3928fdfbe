using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Directions;
using Mien.Faces.Images;
using Mien.Models;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary><c>mien directions sheet</c>: pictures of what directions change.</summary>
internal static class DirectionsSheetCommand
{
    public static Command Create()
    {
        OutputFolderOption output = new("--out")
        {
            Description = "One picture a direction, NAME.png: a row for each face, the face itself in the middle",
            HelpName = "folder",
            Required = true,
        };
        Option<string[]> names = new("--direction")
        {
            Description = "Only this one; may be repeated [default: all]",
            HelpName = "name",
        };
        InputFileOption file = new("--directions")
        {
            Description = "A file of 'mien directions find', or of another program: .npy, .npz, .pt [default: the model's own]",
            HelpName = "file",
        };
        Option<uint[]> seeds = SeedsOption.Create();
        InputFileOption styles = new("--styles")
        {
            Description = "Style vectors of faces, from mien invert or another projector, in place of --seeds",
            HelpName = "file",
        };
        Option<float?> reach = new Option<float?>("--reach")
        {
            Description = "Units to either side [default: half of the direction's range, else 3]",
            HelpName = "x",
        }.Within(0, 1e6f);
        Option<string?> model = ModelOption.Create();
        ExampleCommand command = new("sheet", "Draw what directions change, in a few faces",
            "mien directions sheet --out sheets --seeds 1-4",
            "mien directions sheet --directions age.npy --model ffhq --styles anna.safetensors --reach 3 --out sheets")
        {
            output, names, file, seeds, styles, reach, model,
        };
        command.Exclude(seeds, styles);
        command.SetAction((parsed, cancellation) =>
        {
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            using FaceModel opened = ModelLoader.Load(stored);
            DirectionSet set = DirectionsCommand.Read(parsed.GetValue(file), stored, opened);
            StyleDirection[] wanted = parsed.GetValue(names) is { Length: > 0 } some
                ? [.. some.Select(name => set[name])] : [.. set.Directions];
            float[][] faces = parsed.GetValue(styles) is { } path
                ? StylePair.Read(opened, path)
                : [.. (parsed.GetValue(seeds) is { Length: > 0 } given ? given : [1u, 2, 3, 4]).Select(
                    seed => DirectionSheet.FaceOfSeed(opened.Generator, seed))];
            string folder = OutputFile.Folder(parsed.GetRequiredValue(output));
            string[] written = ProgressDisplay.Run(display =>
            {
                List<string> paths = [];
                foreach (StyleDirection direction in wanted)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Image sheet = DirectionSheet.Draw(opened, set, direction, faces, parsed.GetValue(reach));
                    paths.Add(Path.Combine(folder, $"{ModelStore.NameFor(direction.Name)}.png"));
                    sheet.Write(paths[^1]);
                    display.Report("drawing sheets", paths.Count, wanted.Length);
                }

                return paths.ToArray();
            });
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { model = stored.Name, sheets = written });
            }
            else
            {
                Console.WriteLine($"{folder}: {written.Length} {(written.Length == 1 ? "sheet" : "sheets")}");
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
