using System.Text.RegularExpressions;
using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Training.Photographs;

namespace Mien.Training.Tests.Photographs;

public sealed class PhotographGatheringTests
{
    private static readonly GatheringSettings _settings = new() { Frame = new(FaceFrame.Close, 64) };

    [Fact]
    public void Gather_PicturesOfEveryKind_KeepsTheGoodAndNamesWhatIsWrongWithTheOthers()
    {
        using TemporaryFolder folder = new();
        string photos = Directory.CreateDirectory(folder["photos"]).FullName;
        Image good = DrawnPhotographs.Draw(100);
        void Add(string name, Image image) => image.Write(Path.Combine(photos, name));
        Add("a-good.jpg", good);
        good.Write(Path.Combine(photos, "b-again.jpg"), new() { Quality = 60 });
        Add("c-other.jpg", DrawnPhotographs.Draw(101));
        Add("d-grey.jpg", DrawnPhotographs.Changed(DrawnPhotographs.Draw(102), (r, g, b) => (g, g, g)));
        Add("e-dark.png", DrawnPhotographs.Changed(
            DrawnPhotographs.Draw(103), (r, g, b) => ((byte)(r / 9), (byte)(g / 9), (byte)(b / 9))));
        Add("f-nobody.jpg", new(200, 200, [.. Enumerable.Repeat((byte)90, 200 * 200 * 3)]));
        Add("g-small.jpg", DrawnPhotographs.Draw(104).Resize(112, 112));
        Add("h-blurred.jpg", DrawnPhotographs.Draw(105).Resize(28, 28).Resize(256, 256));
        File.WriteAllText(Path.Combine(photos, "i-broken.jpg"), "no picture");
        File.WriteAllText(Path.Combine(photos, "notes.txt"), "not looked at");

        using PhotographSet set = PhotographGathering.Gather(
            folder["set"], [photos],
            _settings with { Limits = new() { EyeDistance = 25, Darkest = 40, Sharpness = 20 } });

        set.Entries.Select(e => (e.Name, e.Verdict)).ShouldBe(
        [
            ("a-good.jpg", PhotographVerdict.Kept), ("b-again.jpg", PhotographVerdict.Duplicate),
            ("c-other.jpg", PhotographVerdict.Kept), ("d-grey.jpg", PhotographVerdict.Grey),
            ("e-dark.png", PhotographVerdict.Dark), ("f-nobody.jpg", PhotographVerdict.NoFace),
            ("g-small.jpg", PhotographVerdict.Small), ("h-blurred.jpg", PhotographVerdict.Blurred),
            ("i-broken.jpg", PhotographVerdict.Unreadable),
        ]);
        set.Kept.Count.ShouldBe(2);
        string page = File.ReadAllText(LeftOutPage.Write(set, [photos]));
        page.ShouldContain("Blurred: 1");
        page.ShouldContain("h-blurred.jpg");
    }

    [Theory]
    [InlineData(0.1, 60, 0, 20, 100, 30, PhotographVerdict.Uncertain)]
    [InlineData(1, 29, 0, 20, 100, 30, PhotographVerdict.Small)]
    [InlineData(1, 60, -0.31, 20, 100, 30, PhotographVerdict.Turned)]
    [InlineData(1, 60, 0, 5, 100, 30, PhotographVerdict.Blurred)]
    [InlineData(1, 60, 0, 20, 34, 30, PhotographVerdict.Dark)]
    [InlineData(1, 60, 0, 20, 226, 30, PhotographVerdict.Bright)]
    [InlineData(1, 60, 0, 20, 100, 5, PhotographVerdict.Grey)]
    [InlineData(1, 60, 0.29, 20, 100, 30, PhotographVerdict.Kept)]
    public void Judge_OneLimitBroken_NamesIt(
        double confidence, double eyes, double turn, double sharpness, double luma, double colour,
        PhotographVerdict expected)
        => new PhotographLimits().Judge(new(confidence, eyes, turn, sharpness, luma, colour)).ShouldBe(expected);

    [Fact]
    public void Gather_StoppedHalfway_GoesOnToTheSameBytes()
    {
        using TemporaryFolder folder = new();
        string photos = DrawnPhotographs.Archive(DrawnPhotographs.Folder(folder["photos"], 40));
        using (CancellationTokenSource stop = new())
        {
            Should.Throw<OperationCanceledException>(
                () => PhotographGathering.Gather(
                    folder["stopped"], [photos], _settings, WorkProgress.To(_ => stop.Cancel()), stop.Token));
        }

        // What a killed run leaves: a face whose line was not written.
        File.AppendAllText(Path.Combine(folder["stopped"], "faces.crops"), "half a face");
        using (PhotographSet again = PhotographGathering.Gather(
            folder["stopped"], [photos], _settings), whole = PhotographGathering.Gather(
                folder["whole"], [photos], _settings))
        {
            again.Entries.Count.ShouldBe(40);
        } // which are locked while they are open

        foreach (string file in new[] { "faces.crops", "photographs.jsonl", "set.json" })
        {
            File.ReadAllBytes(Path.Combine(folder["stopped"], file))
                .ShouldBe(File.ReadAllBytes(Path.Combine(folder["whole"], file)));
        }
    }

    [Fact]
    public void Gather_SetThatIsBeingMade_IsRefused()
    {
        using TemporaryFolder folder = new();
        using PhotographSet first = PhotographSet.Continue(folder["set"], _settings.Frame);
        Should.Throw<IOException>(() => PhotographGathering.Gather(folder["set"], [], _settings));
        Should.Throw<IOException>(() => PhotographSet.Open(folder["set"]));
    }

    [Fact]
    public void Gather_FaceAtTheEdgeOfThePicture_MarksWhatIsOutsideIt()
    {
        using TemporaryFolder folder = new();
        Image whole = DrawnPhotographs.Draw(100, 400, new());
        using PhotographSet centred = Set("whole", whole), cut = Set("cut", Part(whole, 60, 400, 300));
        Inside(centred).ShouldAllBe(v => v == 1);
        float[] inside = Inside(cut);
        inside.Average().ShouldBeInRange(0.5f, 0.98f);
        inside[^1].ShouldBe(0, "the picture ends at the chin");
        inside[(20 * 64) + 32].ShouldBe(1);

        PhotographSet Set(string name, Image photo)
        {
            photo.Write(Path.Combine(Directory.CreateDirectory(folder[name]).FullName, "photo.png"));
            return PhotographGathering.Gather(folder[name + "-set"], [folder[name]], _settings);
        }

        static Image Part(Image image, int left, int right, int bottom)
            => new(right - left, bottom,
                [.. Enumerable.Range(0, bottom).SelectMany(
                    y => image.Pixels.Span.Slice(((y * image.Width) + left) * 3, (right - left) * 3).ToArray())]);

        static float[] Inside(PhotographSet set)
        {
            set.Kept.Count.ShouldBe(1);
            float[] pixels = new float[64 * 64 * 3], inside = new float[64 * 64], landmarks = new float[136];
            set.Read(0, pixels, inside, landmarks);
            landmarks.ShouldAllBe(v => v > -1.2f && v < 1.2f);
            return inside;
        }
    }

    [Fact]
    public void Gather_PeopleAndHeldOut_AreToldByNames()
    {
        using TemporaryFolder folder = new();
        string photos = DrawnPhotographs.Folder(folder["photos"], 12);
        using PhotographSet set = PhotographGathering.Gather(
            folder["set"], [photos],
            _settings with
            {
                Person = new Regex(@"^0(\d)"),
                LeaveOut = new Regex("^001"),
                HeldOut = 0.5,
                HoldOutFrom = new Regex("^00[2-9]")
            });
        set.Entries.ShouldNotContain(e => e.Name == "001.jpg");
        set.Entries.ShouldAllBe(e => e.Person == e.Name.Substring(1, 1));
        set.Kept.Count(e => e.HeldOut).ShouldBeInRange(1, 7);
        set.Kept.Where(e => e.HeldOut).ShouldAllBe(
            e => e.Name.StartsWith("00", StringComparison.Ordinal) && e.Name != "000.jpg");
    }

    [Fact]
    public void Gather_IntoASetOfAnotherSize_IsRefused()
    {
        using TemporaryFolder folder = new();
        string photos = DrawnPhotographs.Folder(folder["photos"], 1);
        PhotographGathering.Gather(folder["set"], [photos], _settings).Dispose();
        Should.Throw<ArgumentException>(
            () => PhotographGathering.Gather(
                folder["set"], [photos],
                _settings with { Frame = new(FaceFrame.Close, 128) })).Message.ShouldContain("64 px");
        Should.Throw<FileNotFoundException>(
            () => PhotographGathering.Gather(
                folder["other"], [folder["nowhere"]], _settings)).Message.ShouldContain("no such folder");
    }
}
