using System.Diagnostics;
using Mien.Faces.Films;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Films;

/// <summary>Films of every kind through ffmpeg: times, colours, turns, sound, and what is refused.</summary>
public sealed class FilmTests : IDisposable
{
    private static readonly long[] _times = [0, 40_000, 100_000, 107_000, 300_000]; // a phone's: no two alike

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-films-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("f.mp4", 64, 48)]
    [InlineData("f.mov", 64, 48)]
    [InlineData("f.mkv", 65, 47)]
    [InlineData("f.webm", 64, 48)]
    public void Write_ThenRead_GivesEachFrameOnce_AtItsTime(string name, int width, int height)
    {
        Write(name, width, height);

        FilmInfo film = FilmInfo.Read(At(name));
        Image[] frames = [.. FilmReader.Read(film)];

        (film.Width, film.Height, film.HasSound).ShouldBe((width, height, false));
        film.Times.Count.ShouldBe(_times.Length);
        // the coarsest, WebM's, counts milliseconds
        film.Times.Zip(_times).ShouldAllBe(pair => Math.Abs(pair.First - film.Times[0] - pair.Second) <= 1000);
        for (int i = 0; i < frames.Length; i++)
        {
            Difference(frames[i], Frame(i, width, height)).ShouldBeLessThan(5);
        }
    }

    [Fact]
    public void Film_ThatIsWritten_ShowsEveryFrame_TheLastOneToo()
    {
        // The list of edits may end before the last frame where the coder does not code it last.
        string path = Path.Combine(_folder.FullName, "still.mp4");
        for (int frames = 18; frames <= 22; frames++)
        {
            using (FilmWriter film = new(path, 64, 64))
            {
                for (int i = 0; i < frames; i++)
                {
                    byte[] pixels = new byte[64 * 64 * 3];
                    pixels.AsSpan().Fill((byte)(100 + (i / 6)));
                    film.Add(new(64, 64, pixels), i * 80_000L);
                }

                film.Finish();
            }

            FilmInfo info = FilmInfo.Read(path);
            info.Times.Count.ShouldBe(frames);
            FilmReader.Read(info).Count().ShouldBe(frames);
        }
    }

    [Fact]
    public void Read_FromAFrameOn_LeavesOutThoseBefore()
    {
        Write("f.mp4", 64, 48);
        Difference(FilmReader.Read(FilmInfo.Read(At("f.mp4")), first: 3).First(), Frame(3, 64, 48)).ShouldBeLessThan(5);
    }

    [Fact]
    public void Write_LikeAnother_TakesItsSoundBitForBit_AndItsTimes()
    {
        Run("-f", "lavfi", "-i", "testsrc=size=64x48:rate=30000/1001:duration=1", "-f", "lavfi", "-i",
            "sine=duration=1", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", At("a.mp4"));
        FilmInfo film = FilmInfo.Read(At("a.mp4"));
        Copy(film, "b.mp4");

        FilmInfo copy = FilmInfo.Read(At("b.mp4"));
        (film.HasSound, copy.HasSound).ShouldBe((true, true));
        Run("-i", At("a.mp4"), "-map", "0:a", "-c", "copy", "-f", "md5", At("a.md5"));
        Run("-i", At("b.mp4"), "-map", "0:a", "-c", "copy", "-f", "md5", At("b.md5"));
        File.ReadAllText(At("b.md5")).ShouldBe(File.ReadAllText(At("a.md5")));
        copy.Times.Select(t => t - copy.Times[0]).ShouldBe(film.Times.Select(t => t - film.Times[0]));
    }

    [Theory]
    [InlineData("pc", "bt709", true)]
    [InlineData("tv", "bt709", false)]
    [InlineData("tv", "smpte170m", false)]
    [InlineData("pc", "smpte170m", true)]
    public void Write_LikeAnother_KeepsRangeAndMatrix(string range, string matrix, bool isFull)
    {
        Run("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.5", "-vf", $"scale=out_range={range}:out_color_matrix={(matrix == "bt709" ? "bt709" : "bt601")}",
            "-c:v", "libx264", "-crf", "1", "-pix_fmt", "yuv420p", "-color_range", range, "-colorspace", matrix,
            "-color_primaries", matrix, "-color_trc", matrix, At("a.mp4"));
        FilmInfo film = FilmInfo.Read(At("a.mp4"));
        (film.IsFullRange, film.Matrix).ShouldBe((isFull, matrix));
        Copy(film, "b.mp4");

        FilmInfo copy = FilmInfo.Read(At("b.mp4"));
        (copy.IsFullRange, copy.Matrix, copy.Primaries, copy.Transfer).ShouldBe(
            (film.IsFullRange, film.Matrix, film.Primaries, film.Transfer));
        // colours of half the size
        Difference(FilmReader.Read(copy).First(), FilmReader.Read(film).First()).ShouldBeLessThan(6);
    }

    [Fact]
    public void Read_OfATurnedFilm_IsUpright()
    {
        Run("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.3", "-c:v", "libx264", "-pix_fmt", "yuv420p",
            At("a.mp4"));
        Run("-i", At("a.mp4"), "-c", "copy", "-metadata:s:v:0", "rotate=90", At("turned.mp4"));

        FilmInfo film = FilmInfo.Read(At("turned.mp4"));
        Image frame = FilmReader.Read(film).First();
        (film.Width, film.Height, frame.Width, frame.Height).ShouldBe((48, 64, 48, 64));
    }

    [Fact]
    public void Read_OfWhatWouldBeLost_IsRefused()
    {
        Run("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.3", "-c:v", "qtrle", "-pix_fmt", "argb",
            At("clear.mov"));
        Should.Throw<FilmException>(() => FilmInfo.Read(At("clear.mov"))).Message.ShouldContain("transparent");
        Run("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.3", "-c:v", "libx264", "-pix_fmt", "yuv420p",
            "-color_trc", "smpte2084", At("hdr.mp4"));
        Should.Throw<FilmException>(() => FilmInfo.Read(At("hdr.mp4"))).Message.ShouldContain("HDR");
        Run("-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", At("sound.mp4"));
        Should.Throw<FilmException>(() => FilmInfo.Read(At("sound.mp4"))).Message.ShouldContain("no picture");
    }

    [Fact]
    public void Read_OfNoFilm_IsOneClearLine()
    {
        File.WriteAllText(At("text.mp4"), "no film");
        foreach (string name in (string[])["text.mp4", "missing.mp4"])
        {
            string message = Should.Throw<FilmException>(() => FilmInfo.Read(At(name))).Message;
            message.ShouldStartWith(At(name) + ": ");
            message.ShouldNotContain("\n");
        }
    }

    [Fact]
    public void Read_OfAFilmThatIsCutShort_GivesWhatThereIs_AndSaysSo()
    {
        Run("-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=4", "-c:v", "libx264", "-g", "5", "-pix_fmt",
            "yuv420p", At("a.mkv"));
        byte[] whole = File.ReadAllBytes(At("a.mkv"));
        File.WriteAllBytes(At("cut.mkv"), whole[..(whole.Length * 6 / 10)]);
        Image[] frames = [.. FilmReader.Read(FilmInfo.Read(At("cut.mkv")))];
        frames.Length.ShouldBeInRange(5, 39);

        Run("-i", At("a.mkv"), "-c", "copy", At("a.mp4"));
        whole = File.ReadAllBytes(At("a.mp4"));
        File.WriteAllBytes(At("cut.mp4"), whole[..(whole.Length * 6 / 10)]); // its directory is at its end
        Should.Throw<FilmException>(() => FilmInfo.Read(At("cut.mp4"))).Message.ShouldContain(
            "is no film that can be read");
    }

    [Fact]
    public void Write_ThatIsNotFinished_LeavesNothing()
    {
        using (FilmWriter writer = new(At("f.mp4"), 64, 48))
        {
            writer.Add(Frame(0, 64, 48), 0);
        }

        Directory.GetFileSystemEntries(_folder.FullName).ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => new FilmWriter(At("f.avi"), 64, 48)).Message.ShouldContain(".mp4");
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, int width, int height)
    {
        using FilmWriter writer = new(At(name), width, height);
        for (int i = 0; i < _times.Length; i++)
        {
            writer.Add(Frame(i, width, height), _times[i]);
        }

        writer.Finish();
    }

    private void Copy(FilmInfo film, string name)
    {
        using FilmWriter writer = new(At(name), film.Width, film.Height, film);
        int i = 0;
        foreach (Image frame in FilmReader.Read(film))
        {
            writer.Add(frame, film.Times[i++] - film.Times[0]);
        }

        writer.Finish();
    }

    private static Image Frame(int i, int width, int height)
        => new(width, height,
            [.. Enumerable.Range(0, width * height).SelectMany(
                _ => (byte[])[(byte)(40 * (i + 1)), (byte)(200 - (30 * i)), 100])]);

    private static double Difference(Image a, Image b)
        => a.Pixels.ToArray().Zip(b.Pixels.ToArray(), (x, y) => Math.Abs(x - y)).Average();

    private static void Run(params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(
                "ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments])
            { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors);
    }
}
