using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Mien.Faces.Films;
using Mien.Faces.Images;

namespace Mien.Cli.Tests;

/// <summary>Films with the built-in model, drawn and short.</summary>
public sealed class VideoCommandTests : IClassFixture<VideoCommandTests.DrawnFilm>, IDisposable
{
    private const int Frames = 10;

    private static readonly string[] _variables = ["MIEN_HOME", "MIEN_CACHE", "MIEN_MODEL"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-video-");
    private readonly string?[] _before = [.. _variables.Select(Environment.GetEnvironmentVariable)];
    private readonly TextWriter _console = Console.Out, _error = Console.Error;

    private readonly DrawnFilm _drawn;

    public VideoCommandTests(DrawnFilm drawn)
    {
        _drawn = drawn;
        Environment.SetEnvironmentVariable("MIEN_HOME", At("home"));
        Environment.SetEnvironmentVariable("MIEN_CACHE", At("cache"));
        Environment.SetEnvironmentVariable("MIEN_MODEL", null);
    }

    public void Dispose()
    {
        Console.SetOut(_console);
        Console.SetError(_error);
        for (int i = 0; i < _variables.Length; i++)
        {
            Environment.SetEnvironmentVariable(_variables[i], _before[i]);
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Portraits_WithFilm_WriteItsTruthFrameByFrame()
    {
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(_drawn.Truth));
        truth.RootElement.GetProperty("frames").GetArrayLength().ShouldBe(Frames);
        truth.RootElement.GetProperty("frames")[3].GetProperty("landmarks").GetArrayLength().ShouldBe(68);
        FilmInfo.Read(_drawn.Film).Times.Count.ShouldBe(Frames);
    }

    /// <summary>
    /// A photo plays a film: as large as the photo, frame by frame, and what is no face stands still.
    /// </summary>
    [Fact]
    public void Video_OfAPhotoThatPlaysAFilm_HasTheFilmsFramesAndThePhotosSurroundings()
    {
        (int code, string said) = Say(
            "video", "--appearance", Sample("ada.jpg"), "--driving", _drawn.Film, "--out", At("r.mp4"),
            "--frame-steps", "4", "--json");

        code.ShouldBe(CommandLine.Good, said);
        using JsonDocument result = JsonDocument.Parse(said);
        result.RootElement.GetProperty("frames").GetInt32().ShouldBe(Frames);
        result.RootElement.GetProperty("neutral").GetInt32().ShouldBeInRange(0, Frames - 1);
        FilmInfo film = FilmInfo.Read(At("r.mp4"));
        Image photo = Image.Read(Sample("ada.jpg"));
        (film.Width, film.Height, film.Times.Count).ShouldBe((photo.Width, photo.Height, Frames));
        foreach (Image frame in FilmReader.Read(film))
        {
            Corner(frame).ShouldBe(Corner(photo), 4);
        }

        Directory.GetFileSystemEntries(_folder.FullName, ".r.mp4*").ShouldBeEmpty();
    }

    /// <summary>Killed (SIGKILL) in the middle, the same command goes on to the same film.</summary>
    [Fact]
    public void Video_KilledAndStartedAgain_MakesTheSameFilm()
    {
        string[] arguments = ["video", "--appearance", _drawn.Film, "--expression", Sample("cleo.jpg"), "--frame-steps", "3", "--out"];
        Say([.. arguments, At("whole.mp4")]).Code.ShouldBe(CommandLine.Good);
        string parts = At(".again.mp4.parts");
        using (Process process = Process.Start(
            new ProcessStartInfo(
                "dotnet", [typeof(CommandLine).Assembly.Location, .. arguments,
                    At("again.mp4")])
            { RedirectStandardError = true, RedirectStandardOutput = true })!)
        {
            SpinWait.SpinUntil(
                () => process.HasExited
                    || (Directory.Exists(parts) && Directory.GetFiles(parts, "frame-*.png").Length > 2),
                    TimeSpan.FromMinutes(10)).ShouldBeTrue();
            process.Kill();
            process.WaitForExit();
        }

        File.Exists(At("again.mp4")).ShouldBeFalse();
        DateTime first = File.GetLastWriteTimeUtc(Path.Combine(parts, "frame-000000.png"));
        first.ShouldBeGreaterThan(DateTime.UnixEpoch.AddYears(30)); // there is one that the second run need not make
        Say([.. arguments, At("again.mp4")]).Code.ShouldBe(CommandLine.Good);

        Image[] whole = [.. FilmReader.Read(FilmInfo.Read(At("whole.mp4")))],
            again = [.. FilmReader.Read(FilmInfo.Read(At("again.mp4")))];
        again.Length.ShouldBe(Frames);
        again.Zip(whole).ShouldAllBe(pair => pair.First.Hash == pair.Second.Hash);
        Directory.Exists(parts).ShouldBeFalse();
    }

    [Fact]
    public void Video_WithADrivingFilmWithoutAFace_OrNone_IsOneClearLine()
    {
        using (Process process = Process.Start(
            "ffmpeg", ["-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc=size=128x128:rate=5:duration=1",
                "-pix_fmt", "yuv420p", At("bars.mp4")]))
        {
            process.WaitForExit();
        }

        foreach ((string film, string words) in new[] { (At("bars.mp4"), "no face is seen"),
            (_drawn.Truth, "is no film that can be read") })
        {
            (int code, string said) = Say(
                "video", "--appearance", Sample("ada.jpg"), "--driving", film, "--out", At("r.mp4"));
            code.ShouldBe(CommandLine.CallersMistake);
            said.Trim().Split('\n')[^1].ShouldContain(words);
            File.Exists(At("r.mp4")).ShouldBeFalse();
        }
    }

    /// <summary>A share writes no film; the command without it does, from what the share has done.</summary>
    [Fact]
    public void Video_InAShare_WritesNoFilm_UntilTheCommandWithoutIt()
    {
        string[] arguments = ["video", "--appearance", Sample("ada.jpg"), "--driving", _drawn.Film,
            "--frame-steps", "1", "--out", At("r.mp4")];
        (int code, string said) = Say([.. arguments, "--shard", "5/4"]);
        code.ShouldBe(CommandLine.CallersMistake);
        said.ShouldContain("--shard '5/4' is no share such as 3/64");

        (code, said) = Say([.. arguments, "--shard", "1/1"]);
        (code, said.Trim()).ShouldBe((CommandLine.Good,
            $"{At("r.mp4")}: {Frames} of {Frames} frames done in share 1/1, neutral frame {Neutral(said)}"));
        File.Exists(At("r.mp4")).ShouldBeFalse();

        Say(arguments).Said.Trim().ShouldBe(
            $"{At("r.mp4")}: {Frames} of {Frames} frames changed, neutral frame {Neutral(said)}");
        FilmInfo.Read(At("r.mp4")).Times.Count.ShouldBe(Frames);

        static string Neutral(string line) => line.Trim().Split(' ')[^1];
    }

    /// <summary>A film that another process makes is left alone.</summary>
    [Fact]
    public void Video_ThatAnotherProcessMakes_IsOneClearLine()
    {
        Directory.CreateDirectory(At(".r.mp4.parts"));
        using FileStream other = new(At(".r.mp4.parts/lock"), FileMode.Create, FileAccess.Write, FileShare.None);
        (int code, string said) = Say(
            "video", "--appearance", Sample("ada.jpg"), "--driving", _drawn.Film, "--out", At("r.mp4"));
        code.ShouldBe(CommandLine.CallersMistake);
        said.Trim().Split('\n')[^1].ShouldContain(
            "r.mp4: another process is making this film: wait for it, or choose another name");
    }

    /// <summary>A full disk ends a film with a line; with room, the same command goes on.</summary>
    [MountFact]
    public void Video_OnAFullDisk_IsOneClearLine_AndGoesOn()
    {
        Directory.CreateDirectory(At("small"));
        string[] line = ["dotnet", typeof(CommandLine).Assembly.Location, "video", "--appearance", Sample("ada.jpg"),
            "--driving", _drawn.Film, "--frame-steps", "2", "--out", At("small/r.mp4")];
        string again = "mount -t tmpfs -o size=1m none \"$0\"; \"$@\"; echo $?; ls \"$0\"; mount -o remount,size=100m none \"$0\"; \"$@\"; echo $?; ls -A \"$0\"";
        using Process process = Process.Start(
            new ProcessStartInfo(
                "unshare", ["-rm", "sh", "-c", again, At("small"), .. line])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true
            })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] said = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        errors.Result.ShouldContain("r.mp4: the disk is full; make room, and the same command goes on from there");
        said[0].ShouldBe($"{CommandLine.CallersMistake}", errors.Result); // and nothing under its name
        said[^2..].ShouldBe([$"{CommandLine.Good}", "r.mp4"], errors.Result);
        said.Length.ShouldBe(4, string.Join('\n', said)); // what is printed of the film that came through
    }

    /// <summary>One drawn film for all tests, which take no part of it away.</summary>
    public sealed class DrawnFilm : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-drawn-film-");

        public DrawnFilm() => CommandLine.Run(
            ["portraits", "--film", $"{Frames}", "--rate", "8", "--count", "1", "--size", "256", "--seed", "2000001",
                "--out", _folder.FullName]).ShouldBe(CommandLine.Good);

        public string Film => Path.Combine(_folder.FullName, "film-000000.mp4");

        public string Truth => Path.Combine(_folder.FullName, "film-000000.json");

        public void Dispose() => _folder.Delete(recursive: true);
    }

    private static double Corner(Image picture)
    {
        int width = picture.Width, side = width / 16;
        ReadOnlySpan<byte> pixels = picture.Pixels.Span;
        double sum = 0;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side * 3; x++)
            {
                sum += pixels[(y * width * 3) + x];
            }
        }

        return sum / (side * side * 3);
    }

    private static string Sample(string name, [CallerFilePath] string here = "")
        => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "samples", name);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    // Standard output of a command that succeeds, standard error of one that does not.
    private (int Code, string Said) Say(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        Console.SetOut(output);
        Console.SetError(error);
        int code = CommandLine.Run(arguments);
        Console.SetOut(_console);
        Console.SetError(_error);
        return (code, code == CommandLine.Good ? output.ToString() : error.ToString());
    }
}

/// <summary>A test on a disk of its own, which is mounted where a user may.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute()
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo("unshare", ["-rm", "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            Skip = process.ExitCode == 0 ? null : "disks cannot be mounted here";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip = "there is no unshare here";
        }
    }
}
