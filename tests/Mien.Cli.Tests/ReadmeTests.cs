using System.Runtime.CompilerServices;
using Mien.Faces.Images;

namespace Mien.Cli.Tests;

/// <summary>What the README shows is what there is.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-readme-");
    private readonly string? _cache = Environment.GetEnvironmentVariable("MIEN_CACHE"),
        _model = Environment.GetEnvironmentVariable("MIEN_MODEL");
    private readonly string _current = Environment.CurrentDirectory;

    public ReadmeTests()
    {
        Environment.SetEnvironmentVariable("MIEN_CACHE", Path.Combine(_folder.FullName, "cache"));
        Environment.SetEnvironmentVariable("MIEN_MODEL", null);
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _current;
        Environment.SetEnvironmentVariable("MIEN_CACHE", _cache);
        Environment.SetEnvironmentVariable("MIEN_MODEL", _model);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Readme_Code_IsThatOfTheSample()
    {
        string[] sample = File.ReadAllLines(Root("samples/Transfer.cs"));
        int begin = Array.FindIndex(sample, line => line.EndsWith("// README begins", StringComparison.Ordinal));
        int end = Array.FindIndex(sample, line => line.EndsWith("// README ends", StringComparison.Ordinal));
        int indent = sample[begin].Length - sample[begin].TrimStart().Length;
        string[] lines = [.. sample[(begin + 1)..end].Select(line => line.Length > indent ? line[indent..] : "")];

        string readme = File.ReadAllText(Root("README.md"));
        int code = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        readme[code..readme.IndexOf("\n```", code, StringComparison.Ordinal)].Split('\n').ShouldBe(lines);
    }

    [Fact]
    public void Sample_FromTheRootOfTheRepository_MakesBothPictures()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "samples"), Root("samples"));
        Environment.CurrentDirectory = _folder.FullName;

        Samples.Transfer.Run();

        Image photo = Image.Read(Root("samples/gus.jpg"));
        Image.Read("result.png").Width.ShouldBe(photo.Width);
        Image.Read("half.png").Pixels.ToArray().ShouldNotBe(Image.Read("result.png").Pixels.ToArray());
    }

    [Fact]
    public void Readme_TableOfCommands_NamesEveryCommand()
    {
        string readme = File.ReadAllText(Root("README.md"));
        CommandLine.Root().Subcommands.Where(command => !command.Hidden).Select(command => command.Name)
            .ShouldAllBe(name => readme.Contains($"| `{name}` |", StringComparison.Ordinal));
    }

    private static string Root(string path, [CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", path));
}
