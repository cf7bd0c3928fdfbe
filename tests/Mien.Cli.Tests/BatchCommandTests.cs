using System.Diagnostics;
using System.Text.Json;
using Mien.Faces.Images;

namespace Mien.Cli.Tests;

/// <summary>
/// Batches in processes of their own, with the built-in model: killed (SIGKILL), side by side, as shares.
/// </summary>
public sealed class BatchCommandTests : IDisposable
{
    private const int Kills = 8, People = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-batches-");

    public BatchCommandTests()
    {
        Directory.CreateDirectory(At("people"));
        for (int p = 0; p < People; p++)
        {
            byte[] pixels = [.. Enumerable.Range(0, 64 * 64 * 3)
                .Select(i => (byte)(127 + (100 * Math.Sin(i * 0.01 * (p + 1)))))];
            new Image(64, 64, pixels).Write(At($"people/{p}.png"));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Batch_KilledAgainAndAgain_EndsWithTheBitsOfAnUndisturbedRun()
    {
        string expected = Merged("undisturbed", Start("undisturbed"));
        Random random = new(1);
        int cutOff = 0;
        for (int i = 0; i < Kills; i++)
        {
            using Process process = Start("killed");
            if (!process.WaitForExit(random.Next(300, 4000)))
            {
                process.Kill();
                process.WaitForExit();
                cutOff++;
            }

            foreach (string picture in Directory.Exists(At("killed"))
                ? Directory.GetFiles(At("killed"), "*.png", SearchOption.AllDirectories) : [])
            {
                File.ReadAllBytes(picture).ShouldBe(
                    File.ReadAllBytes(picture.Replace(At("killed"), At("undisturbed"), StringComparison.Ordinal)));
            }
        }

        cutOff.ShouldBeGreaterThan(0);
        Merged("killed", Start("killed")).ShouldBe(expected);
        // a kill between result and line costs one
        JournalLines("killed").Count(line => line.Contains("\"sha256\"", StringComparison.Ordinal))
            .ShouldBeInRange(People * People, People * People + Kills);
    }

    [Fact]
    public void Batch_InTwoProcessesAtOnce_AndInShares_HasTheSameResults()
    {
        string expected = Merged("alone", Start("alone"));

        using (Process other = Start("both"))
        {
            Merged("both", Start("both")).ShouldBe(expected);
            End(other);
        }

        Merged("both").ShouldBe(expected);

        Process[] shares = [.. Enumerable.Range(0, 3).Select(
            i => Start(
                "shares", [("SLURM_ARRAY_TASK_ID", $"{7 + i}"), ("SLURM_ARRAY_TASK_MIN", "7"),
                    ("SLURM_ARRAY_TASK_MAX", "9"), ("SLURM_ARRAY_TASK_COUNT", "3")]))];
        Array.ForEach(shares, End);
        Merged("shares").ShouldBe(expected);
        JournalLines("shares").Count(line => line.Contains("\"sha256\"", StringComparison.Ordinal))
            .ShouldBe(People * People);
    }

    [Fact]
    public void Batch_ThatIsInterrupted_EndsWith130_AndSaysSo()
    {
        using Process process = Start("stopped");
        SpinWait.SpinUntil(
            () => Directory.Exists(At("stopped")) && Directory.GetFiles(
                At("stopped"), "*.png", SearchOption.AllDirectories).Length > 0,
                TimeSpan.FromMinutes(5)).ShouldBeTrue();
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) // it may have ended by itself meanwhile
        {
            process.ExitCode.ShouldBe(CommandLine.Interrupted, errors);
            errors.ShouldContain("the same command goes on from there");
        }

        JournalLines("stopped")[^1].ShouldContain("\"end\"");
    }

    [Fact]
    public void Batch_WithABadLine_EndsWith1_AndSaysWhichInJson()
    {
        File.WriteAllText(
            At("jobs.csv"), $"appearance,expression,out\n{At("people/0.png")},{At("people/1.png")},r.png\n{At("nobody.png")},{At("people/1.png")},s.png\n");
        using Process process = Start([At("jobs.csv"), "--out", At("bad"), "--json"], []);
        JsonElement said = JsonDocument.Parse(process.StandardOutput.ReadToEnd()).RootElement;
        process.WaitForExit();

        process.ExitCode.ShouldBe(CommandLine.Failure);
        (said.GetProperty("done").GetInt32(), said.GetProperty("failed").GetInt32()).ShouldBe((1, 1));
        JsonElement failure = said.GetProperty("failures")[0];
        (failure.GetProperty("line").GetInt32(), failure.GetProperty("kind").GetString()).ShouldBe(
            (3, "missingPicture"));
        File.Exists(At("bad/r.png")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("missing: a list of jobs, or both", "batch", "--out", "out")]
    [InlineData("'5/4' is no share such as 3/64", "batch", "--appearance", "people", "--expression", "people", "--out",
        "out", "--shard", "5/4")]
    [InlineData("no setting 'strenght'", "batch", "--appearance", "people", "--expression", "people", "--out", "out",
        "--set", "strenght=1")]
    [InlineData("no name=value", "batch", "--appearance", "people", "--expression", "people", "--out", "out", "--set",
        "strength")]
    [InlineData("there is no file or folder nobody", "batch", "--appearance", "nobody", "--expression", "people",
        "--out", "out")]
    [InlineData("is no folder of a batch", "batch", "status", "people")]
    public void Batch_WithAMistake_SaysWhatToType(string words, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [typeof(CommandLine).Assembly.Location, .. args])
        {
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEnd().ShouldContain(words);
        process.WaitForExit();
        process.ExitCode.ShouldBe(CommandLine.CallersMistake);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string[] JournalLines(string folder)
        => [.. Directory.GetFiles(At(folder + "/.batch/journals")).SelectMany(File.ReadAllLines)];

    private Process Start(string folder, params (string Name, string Value)[] variables)
        => Start(
            ["--appearance", At("people"), "--expression", At("people"), "--out", At(folder)],
            [("MIEN_CACHE", At(folder + "-cache")), .. variables]);

    private Process Start(string[] args, (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new(
            "dotnet", [typeof(CommandLine).Assembly.Location, "batch", .. args, "--aligned", "--set", "steps=5"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        (string Name, string Value)[] all = [("MIEN_CACHE", At("cache")), ("MIEN_HOME", At("home")), .. variables];
        foreach ((string name, string value) in all)
        {
            start.Environment[name] = value;
        }

        start.Environment.Remove("MIEN_MODEL");
        return Process.Start(start)!;
    }

    private string Merged(string folder, Process? process = null)
    {
        if (process is not null)
        {
            using (process)
            {
                End(process);
            }
        }

        return new Mien.Batches.BatchMerge(At(folder)).Table();
    }

    private static void End(Process process)
    {
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors);
    }
}
