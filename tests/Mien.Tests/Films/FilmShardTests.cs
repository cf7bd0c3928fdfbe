using Mien.Batches;
using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Faces.Images;
using Mien.Films;
using Mien.Inversion;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Tests.Films;

/// <summary>Shares of a film by processes that do not talk.</summary>
public sealed class FilmShardTests : IDisposable
{
    private const int Size = 192, Frames = 28, Chunk = 7; // the chain of the last chunk begins at frame 2

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-shards-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// Two of three shares, in any order and with caches of their own, and one that is missing: the film that joins
    /// them is that of one process, bit for bit, and takes over what the shares have done.
    /// </summary>
    [Fact]
    public void Change_InShares_MakesTheFilmOfOneProcess()
    {
        using FaceModel model = ModelLoader.Load(BuiltInModel.Open());
        using FaceDetector detector = new();
        string film = Film(), parts = At(".shared.mp4.parts");
        FilmTransfer Transfer(string cache, Shard? shard) => new(
            model, detector, new InversionCache(At(cache)), new FilmSettings
            {
                Transfer = TransferSettings.For(model) with { Strength = 0.5f },
                FrameSteps = 1,
                ChunkFrames = Chunk,
                Shard = shard,
            });
        FilmResult whole = Transfer("cache", null).Change(film, null, At("whole.mp4"));
        whole.Changed.ShouldBe(Frames);

        FilmResult last = Transfer("cache-3", new(3, 3)).Change(film, null, At("shared.mp4"));
        File.Exists(At("shared.mp4")).ShouldBeFalse();
        last.Changed.ShouldBe(Done().Length);
        last.Changed.ShouldBeInRange(1, Frames / 2);
        FilmResult first = Transfer("cache-1", new(1, 3)).Change(film, null, At("shared.mp4"));
        (first.Neutral, first.Frames).ShouldBe((whole.Neutral, Frames));
        int left = Frames - first.Changed - last.Changed;
        left.ShouldBeGreaterThan(0);
        Done().Length.ShouldBe(Frames - left);
        List<string> putBack = [];
        FilmResult joined = Transfer("cache-2", null).Change(
            film, null, At("shared.mp4"), new Stages(putBack));

        putBack.Count(stage => stage == "putting back").ShouldBe(left);
        joined.Changed.ShouldBe(Frames);
        Hashes("shared.mp4").ShouldBe(Hashes("whole.mp4"));
        Directory.Exists(parts).ShouldBeFalse();

        string[] Done() => Directory.GetFiles(parts, "frame-*.png");
    }

    [Fact]
    public void Folder_OfAShare_IsOpenToOtherSharesAlone()
    {
        TimeSpan soon = TimeSpan.FromMilliseconds(200);
        string folder = _folder.CreateSubdirectory("parts").FullName;
        FilmFolder first = FilmFolder.Open(folder, "r.mp4", new(1, 2), "one", soon);
        File.WriteAllText(first.Frame(0), "a picture");

        using (FilmFolder.Open(folder, "r.mp4", new(2, 2), "one", soon))
        {
            Refused(new(2, 2), "one").ShouldContain("r.mp4: another process is making this share of the film");
        }

        Refused(null, "one").ShouldContain("r.mp4: another process is making this film");
        Refused(new(2, 2), "another").ShouldContain("from other files or with other settings");
        File.Exists(first.Frame(0)).ShouldBeTrue();
        first.Dispose();
        using FilmFolder next = FilmFolder.Open(folder, "r.mp4", new(2, 2), "another", soon);
        File.Exists(next.Frame(0)).ShouldBeFalse(); // of the film before

        string Refused(Shard? shard, string identity)
            => Should.Throw<IOException>(() => FilmFolder.Open(folder, "r.mp4", shard, identity, soon)).Message;
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string[] Hashes(string film) => [.. FilmReader.Read(FilmInfo.Read(At(film))).Select(frame => frame.Hash)];

    // A face that changes into another one and back.
    private string Film()
    {
        Image gus = Sample("gus.jpg"), cleo = Sample("cleo.jpg");
        string film = At("film.mp4");
        using FilmWriter writer = new(film, Size, Size);
        for (int t = 0; t < Frames; t++)
        {
            int share = 5 * Math.Min(t, Frames - t); // of 256
            byte[] mixed = [.. gus.Pixels.ToArray().Zip(
                cleo.Pixels.ToArray(), (a, b) => (byte)(((a * (256 - share)) + (b * share)) >> 8))];
            writer.Add(new(Size, Size, mixed), t * 40_000L);
        }

        writer.Finish();
        return film;

        static Image Sample(string name)
            => Image.Read(Path.Combine(AppContext.BaseDirectory, "samples", name)).Resize(Size, Size);
    }

    private sealed class Stages(List<string> stages) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => stages.Add(value.Stage);
    }
}
