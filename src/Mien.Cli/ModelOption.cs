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
}
