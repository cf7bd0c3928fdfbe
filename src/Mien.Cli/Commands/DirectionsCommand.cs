using System.CommandLine;
using Mien.Checkpoints;
using Mien.Directions;
using Mien.Models;

namespace Mien.Cli.Commands;

/// <summary><c>mien directions</c>: ways to move style vectors along.</summary>
internal static class DirectionsCommand
{
    public static Command Create() => new ExampleCommand(
        "directions", "Find, list and look at directions in a model's style space",
        "mien directions find --model ffhq", "mien directions info",
        "mien directions sheet --out sheets --direction smile --direction yaw")
    {
        DirectionsFindCommand.Create(),
        DirectionsInfoCommand.Create(),
        DirectionsSheetCommand.Create(),
    };

    /// <summary>The directions of a file, or the model's own.</summary>
    /// <exception cref="ArgumentException">The model has none, or they belong to another generator.</exception>
    /// <exception cref="CheckpointException">The file is damaged, or holds none that fit.</exception>
    public static DirectionSet Read(string? path, StoredModel stored, FaceModel model)
    {
        if (path is null && !File.Exists(stored.DirectionsPath))
        {
            throw new ArgumentException(
                $"the model '{stored.Name}' has no directions of its own: find some with 'mien directions find --model {stored.Name}', or give a file with --directions");
        }

        DirectionSet set = DirectionFile.Read(path ?? stored.DirectionsPath, model.Generator);
        set.MustFit(model);
        if (set.GeneratorId is null)
        {
            Report.Notice(
                $"the directions do not tell which model they belong to; they are taken for those of {model.Name}");
        }

        return set;
    }
}
