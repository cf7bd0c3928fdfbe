using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Mien.Faces.Detection;
using Mien.Models;

namespace Mien.Cli.Tests;

/// <summary>The library says what is wrong, the command line what to type.</summary>
public sealed partial class HintsTests
{
    [Fact]
    public void Library_NamesNoOptionAndNoCommand()
    {
        string[] commands = [.. CommandLine.Root().Subcommands.Select(command => command.Name)];
        string source = Path.GetFullPath(Path.Combine(Here(), "..", "..", "src"));
        foreach (string file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/Mien.Cli/", StringComparison.Ordinal)
                && !file.Contains("/Mien.Studio/", StringComparison.Ordinal)))
        {
            foreach (string line in File.ReadLines(file))
            {
                Option().Match(line).Value.ShouldBe("", $"{file}: {line}");
                commands.ShouldNotContain(
                    name => line.Contains($"mien {name} ", StringComparison.Ordinal)
                        || line.Contains($"'mien {name}'", StringComparison.Ordinal), $"{file}: {line}");
            }
        }
    }

    [Fact]
    public void For_EveryFaultOfAModel_SaysWhatToType()
    {
        foreach (ModelFault fault in Enum.GetValues<ModelFault>())
        {
            Hints.For(new ModelException(fault, "x")).ShouldNotBeEmpty();
        }

        Hints.For(new NoFaceException("x", 2)).ShouldContain("mien faces");
        Hints.For(new NoFaceException("x")).ShouldBeEmpty();
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    // In a text, not after one: i-- is code.
    [GeneratedRegex("\"[^\"]*(?<![\\w-])--[a-z][^\"]*\"")]
    private static partial Regex Option();
}
