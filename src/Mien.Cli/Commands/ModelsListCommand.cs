using System.CommandLine;
using Mien.Models;

namespace Mien.Cli.Commands;

/// <summary><c>mien models list</c>: one line a model.</summary>
internal static class ModelsListCommand
{
    public static Command Create()
    {
        ExampleCommand command = new("list", "List the models", "mien models list", "mien models list --json");
        command.SetAction(parsed =>
        {
            ModelStore store = ModelStore.OfUser();
            StoredModel[] models = [BuiltInModel.Open(), .. store.List()];
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { store = store.Folder, models = models.Select(ModelText.Json) });
                return CommandLine.Good;
            }

            int width = models.Max(model => model.Name.Length);
            foreach (StoredModel model in models)
            {
                Console.Out.WriteLine($"{model.Name.PadRight(width)}  {ModelText.Line(model)}{(model.Name == BuiltInModel.Name ? ", built in" : "")}");
            }

            return CommandLine.Good;
        });
        return command;
    }
}
