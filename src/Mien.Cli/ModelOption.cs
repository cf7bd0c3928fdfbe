using System.CommandLine;
using Mien.Models;

namespace Mien.Cli;

/// <summary><c>--model</c>, and the model that it names.</summary>
internal static class ModelOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--model")
    {
        Description = "The model, by its name in the store (mien models list) [default: $MIEN_MODEL, or the only one]",
        HelpName = "name",
    };

    /// <summary>The stored model.</summary>
    /// <exception cref="ArgumentException">There is no such model, or none was named and there is not exactly one.</exception>
    public static StoredModel Find(string? name)
    {
        ModelStore store = ModelStore.OfUser();
        name ??= Environment.GetEnvironmentVariable("MIEN_MODEL") is { Length: > 0 } set ? set : null;
        if (name is not null)
        {
            return store[name];
        }

        IReadOnlyList<StoredModel> models = store.List();
        return models.Count switch
        {
            1 => models[0],
            0 => throw new ArgumentException("there is no model yet: import one (mien models import FILE --perceptual FILE)"),
            _ => throw new ArgumentException($"which model? name one of {string.Join(", ", models.Select(m => m.Name))} with --model"),
        };
    }

    /// <summary>The model in memory, with its perceptual network.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Find"/>, or the model has no perceptual network.</exception>
    public static FaceModel Open(string? name) => ModelLoader.Load(Find(name));
}
