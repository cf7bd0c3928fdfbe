using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Directions;
using Mien.Models;
using Mien.Networks;

namespace Mien.Cli.Commands;

/// <summary><c>mien directions info</c>: what directions there are, and what they change.</summary>
internal static class DirectionsInfoCommand
{
    public static Command Create()
    {
        InputFileOption file = new("--directions")
        {
            Description = "A file of 'mien directions find', or of another program: .npy, .npz, .pt [default: the model's own]",
            HelpName = "file",
        };
        Option<string?> model = ModelOption.Create();
        ExampleCommand command = new("info", "List directions with their units and what they change",
            "mien directions info", "mien directions info --model ffhq --directions age.npy")
        {
            file, model,
        };
        command.SetAction((parsed, _) =>
        {
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            using FaceModel opened = ModelLoader.Load(stored);
            DirectionSet set = DirectionsCommand.Read(parsed.GetValue(file), stored, opened);
            StyleGenerator generator = opened.Generator;
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new { model = stored.Name, directions = set.Directions.Select(d => AsJson(d, generator.Layers)) });
            }
            else
            {
                Print(set.Directions, generator.Layers);
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }

    /// <summary>A table on standard output, one line a direction.</summary>
    public static void Print(IReadOnlyList<StyleDirection> directions, int layers)
    {
        int width = Math.Max("direction".Length, directions.Max(d => d.Name.Length));
        Console.Out.WriteLine($"{"direction".PadRight(width)}  layers     range    R²  effect  beside  a unit is");
        foreach (StyleDirection d in directions)
        {
            Console.Out.WriteLine(
                $"{d.Name.PadRight(width)}  {Layers(d, layers),-8}  {Number(d.Range, "0.##"),6}  {Number(d.Determination, "0.00"),4}  {Number(d.Effect, "0.00"),6}  {Number(d.SideEffect, "0.00"),6}  {d.Unit}");
        }

        static string Number(float? value, string format)
            => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
    }

    /// <summary>A direction without its numbers.</summary>
    public static object AsJson(StyleDirection d, int layers) => new
    {
        d.Name,
        d.Method,
        layers = d.MovedLayers(layers),
        d.Unit,
        d.Range,
        r2 = d.Determination,
        d.Effect,
        d.SideEffect,
    };

    // 4-5, or 1-3,6-12.
    private static string Layers(StyleDirection direction, int layers)
    {
        List<string> runs = [];
        IReadOnlyList<int> moved = direction.MovedLayers(layers);
        for (int i = 0; i < moved.Count; i++)
        {
            int first = i;
            while (i + 1 < moved.Count && moved[i + 1] == moved[i] + 1)
            {
                i++;
            }

            runs.Add(first == i ? $"{moved[i]}" : $"{moved[first]}-{moved[i]}");
        }

        return string.Join(',', runs);
    }
}
