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
        Option<int> pairs = new Option<int>("--pairs")
        {
            Description = "Pairs of drawn portraits: the same person with two expressions",
            DefaultValueFactory = _ => 6144,
            HelpName = "n",
        }.Within(1, 10_000_000);
        Option<int> more = new Option<int>("--more-code")
        {
            Description = "Numbers of a latent that only photographs have",
            DefaultValueFactory = _ => new GeneratorSettings().MoreCode,
            HelpName = "n",
        }.Within(0, 1024);
        ExampleCommand command = new(
            "examples",
            "Write photographs and drawn portraits with their latents as NumPy arrays, to learn from on a graphics card",
            "mien train examples --photographs sets/faces --out sets/examples",
            "mien train examples --photographs sets/faces --out sets/examples --pairs 20000 --more-code 64")
        {
            photographs, output, pairs, more,
        };
        command.SetAction((parsed, stop) =>
        {
            string folder = parsed.GetRequiredValue(output);
            int portraits = 2 * parsed.GetValue(pairs);
            (int count, int latent) = ProgressDisplay.Run(
                display => TrainingExamples.Write(
                    folder, parsed.GetRequiredValue(photographs), portraits, parsed.GetValue(more), display, stop));
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { folder, photographs = count, portraits, latent });
            }
            else
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{folder}: {count} photographs, {portraits} portraits, latents of {latent} numbers"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
