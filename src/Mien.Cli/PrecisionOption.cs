using System.CommandLine;
using Mien.Tensors;

namespace Mien.Cli;

/// <summary><c>--precision</c>.</summary>
internal static class PrecisionOption
{
    /// <summary>The option with a default.</summary>
    public static Option<Precision> Create(Precision standard) => new("--precision")
    {
        Description = "The numbers that activations are kept in: auto takes bfloat16 where the processor computes in it",
        DefaultValueFactory = _ => standard,
    };
}
