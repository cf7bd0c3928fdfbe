using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Training.Generators;
using Mien.Training.Photographs;

namespace Mien.Cli.Commands;

/// <summary>
/// <c>mien train examples</c>: what a generator learns from, for a program that learns on a graphics card.
/// </summary>
internal static class TrainExamplesCommand
{
    public static Command Create()
    {
        Option<string> photographs = new("--photographs")
        {
            Description = "Set of 'mien train photographs'",
            HelpName = "folder",
            Required = true,
        };
        OutputFolderOption output = new("--out")
        {
            Description = "Folder for the arrays, made if it is missing: 65 KB a photograph and 49 KB a portrait at 128 px",
            HelpName = "folder",
            Required = true,
        };
        Option<int> portraits = new("--portraits")
        {
            Description = "Drawn portraits, an even number",
            DefaultValueFactory = _ => 12_288,
            HelpName = "n",
        };
        Option<int> more = new("--more-code")
        {
            Description = "Numbers of a latent that only photographs have",
            DefaultValueFactory = _ => new GeneratorSettings().MoreCode,
            HelpName = "n",
        };
        portraits.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var n && (n < 2 || n % 2 != 0))
            {
                result.AddError($"--portraits is an even number, 2 or more, not {n}");
            }
        });
        more.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var n && n < 0)
            {
                result.AddError($"--more-code is 0 or more, not {n}");
            }
        });
        ExampleCommand command = new(
            "examples",
            "Write photographs and drawn portraits with their latents as NumPy arrays, to learn from on a graphics card",
            "mien train examples --photographs sets/faces --out sets/examples",
            "mien train examples --photographs sets/faces --out sets/examples --portraits 40000 --more-code 64")
        {
            photographs, output, portraits, more,
        };
        command.SetAction((parsed, stop) =>
        {
            string folder = parsed.GetRequiredValue(output);
            (int count, int latent) = ProgressDisplay.Run(
                display => TrainingExamples.Write(
                    folder, parsed.GetRequiredValue(photographs), parsed.GetValue(portraits), parsed.GetValue(more),
                    display, stop));
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { folder, photographs = count, portraits = parsed.GetValue(portraits), latent });
            }
            else
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{folder}: {count} photographs, {parsed.GetValue(portraits)} portraits, latents of {latent} numbers"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
