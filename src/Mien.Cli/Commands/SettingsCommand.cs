using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Models;
using Mien.Settings;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien settings</c>: every setting with what it means, its range and its value with a model.</summary>
internal static class SettingsCommand
{
    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new([]);
        OutputFileOption output = new("--out", "settings.json")
        {
            Description = "Also write all of them with their values, to change and to give to --settings",
            HelpName = "file.json",
        };
        ExampleCommand command = new("settings", "List what --set and --settings can say, with the values of a model",
            "mien settings",
            "mien settings --model ffhq --set steps=500 --out settings.json")
        {
            model, output,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings settings = TransferSettings.For(stored, options.Read(parsed));
            if (parsed.GetValue(output) is { } path)
            {
                JsonFile.Write(
                    path, TransferSettings.Table.Where(s => s.Read(settings).Length > 0)
                        .ToDictionary(s => s.Name, s => s.Read(settings)));
            }

            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new
                {
                    model = stored.Name,
                    settings = TransferSettings.Table.Select(
                        s => new { s.Name, s.Group, s.Meaning, s.Kind, s.Range, s.Usual, value = s.Read(settings) }),
                });
            }
            else
            {
                Print(settings, stored.Name);
            }

            return CommandLine.Good;
        });
        return command;
    }

    private static void Print(TransferSettings settings, string model)
    {
        int width = TransferSettings.Table.Max(setting => setting.Name.Length + 1);
        foreach (IGrouping<string, Setting<TransferSettings>> group in TransferSettings.Table.GroupBy(
            setting => setting.Group))
        {
            Console.Out.WriteLine($"{char.ToUpperInvariant(group.Key[0])}{group.Key[1..]}:");
            foreach (Setting<TransferSettings> setting in group)
            {
                string values = setting.Range ?? setting.Kind, value = setting.Read(settings);
                string usual = value == setting.Usual ? "" : $", usually {setting.Usual}";
                Console.Out.WriteLine(
                    $"  {setting.Name.PadRight(width)}{setting.Meaning} ({values}) [{(value.Length > 0 ? value : "none")}{usual}]");
            }

            Console.Out.WriteLine();
        }

        Console.Out.WriteLine(
            $"In brackets: the value with {model}. Change it with --set name=value, or in a file with --settings.");
    }
}
