using Mien.Batches;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Inversion;
using Mien.Models;

namespace Mien.Tests.Batches;

public sealed class BatchRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-batch-");
    private readonly FaceModel _model = TinyModel.Create();
    private readonly FaceDetector _detector = new();

    private readonly BatchSettings _settings = new()
    {
        Values = new() { { "steps", "3" }, { "precision", "float32" } },
        Aligned = true,
    };

    public BatchRunTests()
    {
        for (int i = 0; i < 4; i++)
        {
            byte[] pixels = new byte[32 * 32 * 3];
            new Random(i).NextBytes(pixels);
            new Image(32, 32, pixels).Write(At($"face{i}.png"));
        }
    }

    public void Dispose()
    {
        _model.Dispose();
        _detector.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Run_OfPairs_InvertsEachFaceOnce_AndTheSecondTimeDoesNothing()
    {
        IReadOnlyList<BatchJob> jobs = BatchList.Pairs(At("face*.png"), At("face*.png"));

        BatchResult first = Run(jobs, "out"), second = Run(jobs, "out");

        (first.Done, first.DoneBefore, first.Inverted, first.Failed.Count).ShouldBe((16, 0, 4, 0));
        (second.Done, second.DoneBefore, second.Inverted).ShouldBe((0, 16, 0));
        Directory.GetFiles(At("out/.batch/journals")).Length.ShouldBe(1);
        BatchStatus status = BatchStatus.Of(At("out"));
        (status.Jobs, status.Done, status.Left, status.Working).ShouldBe((16, 16, 0, 0));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 16)]
    [InlineData(4, 5)]
    public void Run_OfAllShares_IsTheWholeBitForBit(int together, int shards)
    {
        IReadOnlyList<BatchJob> jobs = BatchList.Pairs(At("face*.png"), At("face*.png"));
        BatchSettings settings = _settings with { Together = together };
        Run(jobs, "whole", settings with { Memory = 0 });
        for (int i = shards; i > 0; i--)
        {
            Run(jobs, "shares", settings with { Shard = new(i, shards) });
        }

        new BatchMerge(At("shares")).Table().ShouldBe(new BatchMerge(At("whole")).Table());
        BatchStatus.Of(At("shares")).Done.ShouldBe(16);
    }

    [Fact]
    public void Run_WithLinesThatFail_DoesTheOthers_AndSaysWhy()
    {
        File.WriteAllText(At("broken.png"), "no picture");
        new Image(8, 4, new byte[8 * 4 * 3]).Write(At("oblong.png"));
        Directory.CreateDirectory(At("out/taken.png"));
        IReadOnlyList<BatchJob> jobs = List(
            $"{At("face0.png")},{At("face1.png")},a.png,",
            $"{At("broken.png")},{At("face1.png")},b.png,",
            $"{At("face0.png")},{At("missing.png")},c.png,",
            $"{At("face0.png")},{At("oblong.png")},d.png,",
            $"{At("face0.png")},{At("face1.png")},e.png,9",
            $"{At("face0.png")},{At("face1.png")},taken.png,",
            $",{At("face1.png")},f.png,",
            $"{At("face1.png")},{At("face0.png")},g.png,0.5");

        BatchResult result = Run(jobs, "out");

        result.Done.ShouldBe(2);
        result.Failed.OrderBy(f => f.Line).Select(f => (f.Line, f.Failure)).ShouldBe(
        [
            (3, FailureKind.UnreadablePicture), (4, FailureKind.MissingPicture), (5, FailureKind.BadLine),
            (6, FailureKind.BadLine), (7, FailureKind.Output), (8, FailureKind.BadLine),
        ]);
        result.Failed.ShouldAllBe(f => f.Error!.Length > 5);
        BatchStatus status = BatchStatus.Of(At("out"));
        (status.Done, status.Failed).ShouldBe((2, 6));
        status.Failures[0].Kind.ShouldBe(FailureKind.BadLine);
        File.Exists(At("out/g.png")).ShouldBeTrue();
    }

    [Fact]
    public void Run_AfterAFaultIsMended_DoesThatJobAlone()
    {
        IReadOnlyList<BatchJob> jobs = List(
            $"{At("face0.png")},{At("face1.png")},a.png,", $"{At("face0.png")},{At("late.png")},b.png,");
        Run(jobs, "out").Failed.Count.ShouldBe(1);
        File.Copy(At("face2.png"), At("late.png"));

        BatchResult again = Run(jobs, "out");

        (again.Done, again.DoneBefore, again.Failed.Count).ShouldBe((1, 1, 0));
        BatchStatus.Of(At("out")).Failed.ShouldBe(0);
    }

    [Fact]
    public void Run_WithAResultThatIsGone_OrOtherSettings_MakesItAnew()
    {
        IReadOnlyList<BatchJob> jobs = List(
            $"{At("face0.png")},{At("face1.png")},a.png,", $"{At("face2.png")},{At("face1.png")},b.png,");
        Run(jobs, "out");
        byte[] before = File.ReadAllBytes(At("out/a.png"));
        File.Delete(At("out/a.png"));

        Run(jobs, "out").Done.ShouldBe(1);
        File.ReadAllBytes(At("out/a.png")).ShouldBe(before);
        Run(jobs, "out", _settings with
        {
            Values = new() { { "steps", "3" }, { "precision", "float32" },
            { "strength", "0.5" } }
        }).Done.ShouldBe(2);
        File.ReadAllBytes(At("out/a.png")).ShouldNotBe(before);
    }

    /// <summary>A link to the device that is always full stands for a disk that is.</summary>
    [Fact]
    public void Run_OnAFullDisk_StopsWithALine_AndGoesOnWhenThereIsRoom()
    {
        IReadOnlyList<BatchJob> jobs = List(
            $"{At("face0.png")},{At("face1.png")},a.png,", $"{At("face2.png")},{At("face1.png")},b.png,",
            $"{At("face3.png")},{At("face1.png")},c.png,");
        Directory.CreateDirectory(At("out"));
        File.CreateSymbolicLink(At("out/b.png"), "/dev/full");

        Should.Throw<IOException>(() => Run(jobs, "out")).Message.ShouldContain("the disk is full");
        BatchStatus.Of(At("out")).Done.ShouldBe(1);
        File.Delete(At("out/b.png"));

        BatchResult again = Run(jobs, "out");
        (again.Done, again.DoneBefore).ShouldBe((2, 1));
        File.OpenRead("/dev/full").ReadByte().ShouldBe(0); // it is a device still
    }

    [Fact]
    public void Run_ThatIsCancelled_SaysHowFarItCame_AndGoesOn()
    {
        IReadOnlyList<BatchJob> jobs = BatchList.Pairs(At("face*.png"), At("face0.png"));
        using CancellationTokenSource stop = new();

        Should.Throw<OperationCanceledException>(
            () => new BatchRun(_model, _detector, new InversionCache(null), _settings)
            .Run(jobs, At("out"), WorkProgress.To(
                p => { if (p.Done == 2) { stop.Cancel(); } }), stop.Token)).Message.ShouldContain("2 of 4");

        BatchStatus.Of(At("out")).Working.ShouldBe(0);
        Run(jobs, "out").DoneBefore.ShouldBe(2);
    }

    /// <summary>Style vectors of a batch of the engine do not depend on what else is in it.</summary>
    [Fact]
    public void Run_WithFacesInvertedTogether_FindsWhatItFindsOneByOne()
    {
        IReadOnlyList<BatchJob> jobs = BatchList.Pairs(At("face*.png"), At("face0.png"));
        Run(jobs, "one");
        BatchResult together = Run(jobs, "four", _settings with { Together = 4 });

        together.Inverted.ShouldBe(4);
        for (int i = 0; i < 4; i++)
        {
            Pixels.Psnr(Image.Read(At($"one/face{i}.png")), Image.Read(At($"four/face{i}.png")))
                .ShouldBeGreaterThan(45);
        }
    }

    [Fact]
    public void Merge_OfABatch_WritesTableTimesSheetAndPage()
    {
        IReadOnlyList<BatchJob> jobs = List(
            $"{At("face0.png")},{At("face1.png")},\"a, b.png\",", $"{At("face0.png")},{At("nobody.png")},c.png,");
        Run(jobs, "out");

        IReadOnlyList<string> files = new BatchMerge(At("out")).Write(At("report"));

        files.Select(Path.GetFileName).ShouldBe(["results.csv", "times.csv", "sheet.jpg", "index.html"]);
        string[] rows = File.ReadAllLines(At("report/results.csv"));
        rows.Length.ShouldBe(3);
        rows[1].ShouldContain("\"a, b.png\",done,");
        rows[2].ShouldContain(",failed,");
        rows[2].ShouldContain("missingPicture");
        Image.Read(At("report/sheet.jpg")).Width.ShouldBe(3 * 128);
        File.ReadAllText(At("report/index.html")).ShouldContain("1 of 2 jobs done, 1 failed");
    }

    private IReadOnlyList<BatchJob> List(params string[] rows)
    {
        File.WriteAllText(At("jobs.csv"), "appearance,expression,out,strength\n" + string.Join('\n', rows));
        return BatchList.Read(At("jobs.csv"));
    }

    private BatchResult Run(IReadOnlyList<BatchJob> jobs, string folder, BatchSettings? settings = null)
        => new BatchRun(
            _model, _detector, new InversionCache(At(folder + "-cache")), settings ?? _settings).Run(jobs, At(folder));

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
