using System.CommandLine;
using Mien.Models;

namespace Mien.Cli;

/// <summary><c>--model</c>, and the model that it names.</summary>
internal static class ModelOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--model")
    {
        Description = $"The model, by its name (mien models list) [default: $MIEN_MODEL, else {BuiltInModel.Name}, which is built in]",
        HelpName = "name",
    };

    /// <summary>The stored model.</summary>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public static StoredModel Find(string? name)
    {
        name ??= Environment.GetEnvironmentVariable("MIEN_MODEL") is { Length: > 0 } set ? set : BuiltInModel.Name;
        return name == BuiltInModel.Name ? BuiltInModel.Open() : ModelStore.OfUser()[name];
    }

    /// <summary>Says on standard error what the built-in model does not know.</summary>
    public static void SayLimits(StoredModel model)
    {
        if (model.Name == BuiltInModel.Name)
        {
            Console.Error.WriteLine($"note: {model.Name} knows drawn portraits only; for photographs import FFHQ weights: mien models import stylegan2-ffhq.pkl --name ffhq --perceptual vgg16.pth");
        }
    }

    /// <summary>The model in memory, with its perceptual network.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Find"/>, or the model has no perceptual network.</exception>
    public static FaceModel Open(string? name) => ModelLoader.Load(Find(name));
}
