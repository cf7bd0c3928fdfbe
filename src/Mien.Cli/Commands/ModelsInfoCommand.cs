using System.CommandLine;
using Mien.Models;

namespace Mien.Cli.Commands;

/// <summary><c>mien models info</c>: all that is known of a model.</summary>
internal static class ModelsInfoCommand
{
    public static Command Create()
    {
        Argument<string> name = new("name") { Description = "The model" };
        ExampleCommand command = new(
            "info", "Say what a model is, where it comes from and under what licence", "mien models info ffhq",
            "mien models info ffhq --json")
        {
            name,
        };
        command.SetAction(parsed =>
        {
            ModelText.Print(ModelStore.Find(parsed.GetRequiredValue(name)), parsed.GetValue(CommandLine.Json));
            return CommandLine.Good;
        });
        return command;
    }
}
