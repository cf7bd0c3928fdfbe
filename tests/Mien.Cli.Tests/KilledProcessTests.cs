using System.Diagnostics;
using Mien.Faces.Images;

namespace Mien.Cli.Tests;

/// <summary>
/// Inversions in processes of their own, killed (SIGKILL) wherever they are, with a built-in model.
/// </summary>
public sealed class KilledProcessTests : IClassFixture<KilledProcessTests.Undisturbed>, IDisposable
{
    private const int Kills = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-killed-");
    private readonly byte[] _expected;

    public KilledProcessTests(Undisturbed undisturbed) => _expected = undisturbed.Result;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Invert_KilledAgainAndAgain_EndsWithTheBitsOfAnUninterruptedRun()
    {
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
        Finish(Start("killed", "result.npy")).ShouldBe(_expected);
    }

    [Fact]
    public void Invert_InTwoProcessesOnOneCache_IsRightInBoth()
    {
        (Process, string) one = Start("shared", "one.npy"), other = Start("shared", "other.npy");
        Finish(one).ShouldBe(_expected);
        Finish(other).ShouldBe(_expected);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private (Process Process, string Result) Start(string cache, string result)
        => Start(_folder.FullName, cache, result);

    private static (Process Process, string Result) Start(string folder, string cache, string result)
    {
        string picture = Path.Combine(folder, "face.png"), caches = Path.Combine(folder, cache);
        byte[] pixels = [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(127 + (100 * Math.Sin(i * 0.01))))];
        new Image(64, 64, pixels).Write(picture);
        Directory.CreateDirectory(caches);
        ProcessStartInfo start = new(
            "dotnet", [typeof(CommandLine).Assembly.Location, "invert", picture, "--aligned", "--steps", "250",
                "--out", Path.Combine(folder, result)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["MIEN_CACHE"] = caches;
        start.Environment["MIEN_HOME"] = Path.Combine(folder, "home");
        start.Environment["MIEN_MODEL"] = Mien.Models.BuiltInModel.Drawn; // the small one
        return (Process.Start(start)!, Path.Combine(folder, result));
    }

    private static byte[] Finish((Process Process, string Result) run)
    {
        using Process process = run.Process;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors);
        return File.ReadAllBytes(run.Result);
    }

    /// <summary>What a run that nothing disturbs finds.</summary>
    public sealed class Undisturbed
    {
        public Undisturbed()
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("mien-undisturbed-");
            Result = Finish(Start(folder.FullName, "cache", "expected.npy"));
            folder.Delete(recursive: true);
        }

        public byte[] Result { get; }
    }
}
