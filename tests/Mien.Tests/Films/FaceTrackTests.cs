using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Faces.Images;
using Mien.Films;

namespace Mien.Tests.Films;

/// <summary>A face is followed through a film that is cut, and in which it is hidden.</summary>
public sealed class FaceTrackTests : IDisposable
{
    private const int Size = 192, Fade = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-track-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Of_AFilmWithACut_AndAFaceThatIsHidden_EndsItsPartsThere()
    {
        Image gus = Dark(Read("gus.jpg")), cleo = Read("cleo.jpg"), hidden = Hidden(cleo);
        Image[] frames = [.. Times(gus, 5), .. Times(cleo, 4), .. Times(hidden, 2), .. Times(cleo, 4),
            .. Times(hidden, 3), .. Times(cleo, 4), .. Times(hidden, 3), .. Times(cleo, 2)];
        string film = Path.Combine(_folder.FullName, "film.mp4"), kept = Path.Combine(_folder.FullName, "track.jsonl");
        using (FilmWriter writer = new(film, Size, Size))
        {
            for (int t = 0; t < frames.Length; t++)
            {
                writer.Add(frames[t], t * 40_000L);
            }

            writer.Finish();
        }

        using FaceDetector detector = new();
        FaceTrack track = FaceTrack.Of(FilmInfo.Read(film), detector, FaceChoice.Largest, kept);

        // A cut at 5; two hidden frames are bridged, three are not; two frames at the end are too few to count.
        track.Parts.ShouldBe([(0, 5), (5, 15), (18, 22)]);
        track.Landmarks.Count.ShouldBe(frames.Length);
        track.Landmarks.Select((points, frame) => (points is null, frame)).Where(f => f.Item1).Select(f => f.frame)
            .ShouldBe([15, 16, 17, 22, 23, 24, 25, 26]);
        // where it must have been: the face stands still
        (track.Landmarks[9]![30] - track.Landmarks[8]![30]).Length.ShouldBeLessThan(2);

        double[] weights = track.Weights(Fade);
        weights[0].ShouldBe(1); // the film begins with it
        weights[5].ShouldBeInRange(0.01, 0.5); // after the cut it comes in
        weights[9].ShouldBe(1);
        weights[14].ShouldBe(weights[5], 1e-9); // and goes out as it came in
        weights[15..18].ShouldAllBe(weight => weight == 0);

        string[] lines = File.ReadAllLines(kept);
        // killed in the middle of a line
        File.WriteAllText(kept, string.Join('\n', lines[..23]) + "\n" + lines[23][..10]);
        FaceTrack again = FaceTrack.Of(FilmInfo.Read(film), detector, FaceChoice.Largest, kept);
        again.Parts.ShouldBe(track.Parts);
        again.Landmarks.Select(p => p?[30]).ShouldBe(track.Landmarks.Select(p => p?[30]));
    }

    private static Image Read(string sample)
        => Image.Read(Path.Combine(AppContext.BaseDirectory, "samples", sample)).Resize(Size, Size);

    private static Image Dark(Image image)
        => new(image.Width, image.Height, image.Pixels.ToArray().Select(value => (byte)(value / 2)).ToArray());

    private static IEnumerable<Image> Times(Image image, int count) => Enumerable.Repeat(image, count);

    // The face, not the picture: a mean of it hides what is inside.
    private static Image Hidden(Image image)
    {
        byte[] pixels = image.Pixels.ToArray();
        int from = Size / 4, to = Size * 3 / 4;
        long[] sum = new long[3];
        for (int y = from; y < to; y++)
        {
            for (int x = from; x < to; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    sum[c] += pixels[(((y * Size) + x) * 3) + c];
                }
            }
        }

        for (int y = from; y < to; y++)
        {
            for (int x = from; x < to; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    pixels[(((y * Size) + x) * 3) + c] = (byte)(sum[c] / ((to - from) * (to - from)));
                }
            }
        }

        return new(Size, Size, pixels);
    }
}
