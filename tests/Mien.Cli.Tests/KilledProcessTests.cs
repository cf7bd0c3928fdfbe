using System.Diagnostics;
using Mien.Faces.Images;

namespace Mien.Cli.Tests;

/// <summary>
/// Inversions in processes of their own, killed (SIGKILL) wherever they are, with a built-in model.
/// </summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int Kills = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-killed-");

    public KilledProcessTests()
    {
        byte[] pixels = [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(127 + (100 * Math.Sin(i * 0.01))))];
        new Image(64, 64, pixels).Write(At("face.png"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Invert_KilledAgainAndAgain_EndsWithTheBitsOfAnUninterruptedRun()
    {
        byte[] expected = Finish(Start("untouched", "expected.npy"));
        Random random = new(1);
        int cutOff = 0;
        for (int i = 0; i < Kills; i++)
        {
            using Process process = Start("killed", "result.npy").Process;
            if (!process.WaitForExit(random.Next(800, 2500)))
            {
                process.Kill();
                process.WaitForExit();
                cutOff++;
            }

            Directory.EnumerateFiles(At("killed"), "*", SearchOption.AllDirectories)
                .ShouldAllBe(file => new FileInfo(file).Length > 0);
        }

        cutOff.ShouldBeGreaterThan(0);
        Finish(Start("killed", "result.npy")).ShouldBe(expected);
    }

    [Fact]
    public void Invert_InTwoProcessesOnOneCache_IsRightInBoth()
    {
        (Process, string) one = Start("shared", "one.npy"), other = Start("shared", "other.npy");
        byte[] first = Finish(one), second = Finish(other);
        second.ShouldBe(first);
        Finish(Start("alone", "alone.npy")).ShouldBe(first);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private (Process Process, string Result) Start(string cache, string result)
    {
        Directory.CreateDirectory(At(cache));
        ProcessStartInfo start = new(
            "dotnet", [typeof(CommandLine).Assembly.Location, "invert", At("face.png"), "--aligned", "--steps", "400",
                "--out", At(result)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["MIEN_CACHE"] = At(cache);
        start.Environment["MIEN_HOME"] = At("home");
        start.Environment["MIEN_MODEL"] = Mien.Models.BuiltInModel.Drawn; // the small one
        return (Process.Start(start)!, At(result));
    }

    private static byte[] Finish((Process Process, string Result) run)
    {
        using Process process = run.Process;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors);
        return File.ReadAllBytes(run.Result);
    }
}
