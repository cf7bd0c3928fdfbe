using System.CommandLine;
using Mien.Models;

namespace Mien.Cli.Commands;

/// <summary><c>mien models remove</c>.</summary>
internal static class ModelsRemoveCommand
{
    public static Command Create()
    {
        Argument<string> name = new("name") { Description = "The model" };
        ExampleCommand command = new(
            "remove", "Delete a model from the store; the files that it was imported from stay",
            "mien models remove ffhq")
        {
            name,
        };
        command.SetAction(parsed =>
        {
            string model = parsed.GetRequiredValue(name);
            if (BuiltInModel.Names.Contains(model))
            {
                throw new ArgumentException($"{model} is built in and cannot be removed");
            }

            ModelStore.OfUser().Remove(model);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { removed = model });
            }
            else
            {
                Console.Out.WriteLine($"removed {model}");
            }

            return CommandLine.Good;
        });
        return command;
    }
}
