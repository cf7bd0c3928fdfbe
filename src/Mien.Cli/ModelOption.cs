using System.CommandLine;
using Mien.Models;

namespace Mien.Cli;

/// <summary><c>--model</c>.</summary>
internal static class ModelOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--model")
    {
        Description = $"The model, by its name (mien models list) [default: ${ModelStore.ModelVariable}, else {BuiltInModel.Name}, which is built in]",
        HelpName = "name",
    };

    /// <summary>Says on standard error what the default model does not know.</summary>
    public static void NoteLimits(StoredModel model)
    {
        if (model.Name == BuiltInModel.Name)
        {
            Console.Error.WriteLine(
                $"note: {model.Name} knows drawn portraits only; for photographs take --model faces-64, which is built in too, or import FFHQ weights: mien models import stylegan2-ffhq.pkl --name ffhq --perceptual vgg16.pth");
        }
    }
}
