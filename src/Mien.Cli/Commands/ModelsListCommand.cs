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
            IReadOnlyList<StoredModel> models = store.List();
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { store = store.Folder, models = models.Select(ModelText.Json) });
                return CommandLine.Good;
            }

            if (models.Count == 0)
            {
                Console.Out.WriteLine($"no models in {store.Folder} yet: mien models import FILE");
            }

            int width = models.Select(model => model.Name.Length).DefaultIfEmpty().Max();
            foreach (StoredModel model in models)
            {
                Console.Out.WriteLine($"{model.Name.PadRight(width)}  {ModelText.Line(model)}");
            }

            return CommandLine.Good;
        });
        return command;
    }
}
