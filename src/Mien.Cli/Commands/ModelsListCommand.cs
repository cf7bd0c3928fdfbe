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
            StoredModel[] models = [.. BuiltInModel.Names.Select(BuiltInModel.Open), .. store.List()];
            IReadOnlyList<(string Name, string Fault)> damaged = store.Damaged();
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new
                    {
                        store = store.Folder,
                        models = models.Select(ModelText.Json),
                        damaged = damaged.Select(
                        m => new { m.Name, m.Fault })
                    });
                return CommandLine.Good;
            }

            int width = models.Select(model => model.Name).Concat(damaged.Select(m => m.Name)).Max(name => name.Length);
            foreach (StoredModel model in models)
            {
                Console.Out.WriteLine(
                    $"{model.Name.PadRight(width)}  {ModelText.Line(model)}{(BuiltInModel.Names.Contains(model.Name) ? ", built in" : "")}");
            }

            foreach ((string name, string fault) in damaged)
            {
                Console.Out.WriteLine(
                    $"{name.PadRight(width)}  DAMAGED: {fault} (mien models import --force, or mien models remove {name})");
            }

            return CommandLine.Good;
        });
        return command;
    }
}
