using System.Diagnostics;
using Mien.Faces.Images;

namespace Mien.Cli.Tests;

/// <summary>
/// The kind: standard streams that are files, pipes, full, or closed, and places that cannot be written. In processes
/// of their own.
/// </summary>
public sealed class OutputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-output-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("> /dev/full")]
    [InlineData("--json > /dev/full")]
    [InlineData("2> /dev/full > /dev/full")]
    public void Run_WhoseWordsCannotBeWritten_WritesThePicture_AndFailsInOneLine(string where)
    {
        (int code, _, string errors) = Shell($"$mien generate --seeds 1 --out r.png {where}");
        code.ShouldBe(CommandLine.Failure);
        errors.ShouldNotContain("   at ");
        errors.Split('\n').Count(line => line.StartsWith("mien: ", StringComparison.Ordinal))
            .ShouldBe(where.StartsWith("2>", StringComparison.Ordinal) ? 0 : 1);
        Image.Read(At("r.png")).Width.ShouldBe(128);
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public void Run_WithClosedStreams_WritesThePictureWhole(string closed)
    {
        Shell("$mien generate --seeds 1 --out whole.png").Code.ShouldBe(0);
        Shell($"$mien generate --seeds 1 --out r.png {closed}").Code.ShouldBeInRange(0, 1);
        File.ReadAllBytes(At("r.png")).ShouldBe(File.ReadAllBytes(At("whole.png")));
    }

    [Fact]
    public void Run_ThroughPipes_ReadsAndWritesThem()
    {
        (int code, _, string errors) = Shell(
            "$mien generate --seeds 1 --out a.png && cat a.png | $mien faces - --json > faces.json; $mien generate --seeds 1 --out - > b.png && $mien generate --seeds 1 --out=- | cmp - a.png");
        code.ShouldBe(0, errors);
        File.ReadAllText(At("faces.json")).ShouldContain("\"width\": 128");
        File.ReadAllBytes(At("b.png")).ShouldBe(File.ReadAllBytes(At("a.png")));
    }

    [Theory]
    [InlineData("$mien generate --seeds 1 --out - --json", "standard output")]
    [InlineData("echo | $mien paste - --crop - --out r.png", "once")]
    [InlineData("$mien generate --seeds 1 --out no/such/r.png", "make it first")]
    [InlineData("$mien generate --seeds 1 --out .", "is a folder")]
    [InlineData("$mien generate --seeds 1 --out r.png --raw n.png", "written as .npy")]
    [InlineData("$mien generate --seeds 1 --out r.png --raw ./r.png", "name the same file")]
    public void Run_WithImpossiblePlaces_SaysSoAtOnce(string command, string words)
    {
        (int code, _, string errors) = Shell(command);
        code.ShouldBe(CommandLine.CallersMistake, errors);
        errors.ShouldContain(words);
    }

    [Fact]
    public void Run_WithoutAHome_KeepsNothing_AndLeavesTheCurrentFolderAlone()
    {
        string photo = At("a.png");
        Shell("$mien generate --seeds 1 --out a.png");
        (int code, _, string errors) = Shell(
            $"env -u MIEN_CACHE -u MIEN_HOME HOME=/nonexistent XDG_CACHE_HOME=rel XDG_DATA_HOME=rel $mien invert {photo} --aligned --steps 3 --out s.npy");
        code.ShouldBe(0, errors);
        errors.ShouldContain("MIEN_CACHE");
        Directory.GetFileSystemEntries(_folder.FullName).Select(Path.GetFileName).Order().ShouldBe(["a.png", "s.npy"]);
        Shell("env -u MIEN_HOME HOME=/nonexistent $mien models import a.png").Errors.ShouldContain("MIEN_HOME");
    }

    [Fact]
    public void Run_UnderALowLimitOfVirtualMemory_SaysSoBeforeAnyWork()
    {
        (int code, _, string errors) = Shell("ulimit -v 2600000; $mien generate --seeds 1 --out a.png");
        code.ShouldBe(CommandLine.Failure, errors);
        errors.ShouldContain("2.7 GB of addresses");
        errors.Trim().ShouldNotContain("\n");
        File.Exists(At("a.png")).ShouldBeFalse();
    }

    [Fact]
    public void Transfer_WhoseReportCannotBeWritten_WritesThePicture()
    {
        Shell("$mien generate --seeds 1 --out a.png; $mien generate --seeds 2 --out e.png; mkdir report; mkdir report/index.html");
        (int code, _, string errors) = Shell(
            "$mien transfer --aligned --appearance a.png --expression e.png --steps 3 --out r.png --report report");
        code.ShouldBe(CommandLine.Failure, errors);
        errors.ShouldContain("r.png is written");
        Image.Read(At("r.png")).Width.ShouldBe(128);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private (int Code, string Output, string Errors) Shell(string command)
    {
        ProcessStartInfo start = new("bash", ["-c", command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        start.Environment["mien"] = $"dotnet {typeof(CommandLine).Assembly.Location}";
        start.Environment["MIEN_CACHE"] = "/dev/null/none";
        start.Environment.Remove("MIEN_MODEL");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
