using Mien.Checkpoints;
using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;

namespace Mien.Tests.Inversion;

/// <summary>
/// The kind: whatever lies in the cache in the place of a result or of a run under way, and whatever keeps it from
/// being written, costs time and never the run.
/// </summary>
public sealed class InversionCacheTests : IDisposable
{
    private static readonly InversionSettings _settings = new()
    {
        Steps = 6,
        Precision = Precision.Float32,
        Snapshots = [0, 6],
    };

    private readonly FaceModel _model = TinyModel.Create();
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-cache-").FullName;
    private readonly List<string> _notices = [];

    private string Folder => Path.Combine(_folder, "cache");

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("garbage")]
    [InlineData("a bit")]
    [InlineData("0xFF")]
    [InlineData("another's")]
    [InlineData("without checksum")]
    [InlineData("a folder")]
    public void Invert_WithAnUnusableResult_ComputesItAnew_AndSetsItAside(string damage)
    {
        using Tensor target = Tensor.Normal([1, 32, 32, 3], 1);
        InversionResult whole = Cache().Invert(_model, target, _settings).Result;
        string path = Directory.GetFiles(Folder).Single();
        Damage(path, damage);

        (InversionResult again, bool known) = Cache().Invert(_model, target, _settings);
        known.ShouldBeFalse();
        again.Styles.ShouldBe(whole.Styles);
        _notices.Count.ShouldBe(1);
        _notices[0].ShouldContain("set aside");
        Path.Exists(path + UnusableFile.Suffix).ShouldBeTrue();
        Cache().Invert(_model, target, _settings).Known.ShouldBeTrue();
        _notices.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("garbage")]
    [InlineData("a bit")]
    [InlineData("0xFF")]
    [InlineData("another's")]
    [InlineData("without checksum")]
    [InlineData("a folder")]
    public void Invert_WithAnUnusableState_BeginsAnew_AndSetsItAside(string damage)
    {
        using Tensor target = Tensor.Normal([1, 32, 32, 3], 1);
        InversionResult whole = new Inverter(_model).Invert(target, _settings)[0];
        Stop(target);
        string path = Directory.GetFiles(Folder).Single();
        path.ShouldEndWith(".state");
        Damage(path, damage);

        (InversionResult result, bool known) = Cache().Invert(_model, target, _settings);
        known.ShouldBeFalse();
        result.Styles.ShouldBe(whole.Styles);
        result.Curve.ShouldBe(whole.Curve);
        _notices.Count.ShouldBe(1);
        Path.Exists(path + UnusableFile.Suffix).ShouldBeTrue();
        Path.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/proc/none")] // cannot be made
    [InlineData("/dev/null")] // is no folder
    [InlineData("/proc/self")] // cannot be written
    public void Invert_WithoutAPlaceToKeepIt_GivesTheResult(string? folder)
    {
        using Tensor target = Tensor.Normal([1, 32, 32, 3], 1);
        (InversionResult result, bool known) = new InversionCache(folder, _notices.Add).Invert(
            _model, target, _settings);
        known.ShouldBeFalse();
        result.Styles.ShouldBe(new Inverter(_model).Invert(target, _settings)[0].Styles);
        _notices.Count.ShouldBe(folder is null ? 0 : 1);
        if (folder is not null)
        {
            _notices[0].ShouldContain("MIEN_CACHE");
        }
    }

    [Fact]
    public void Clear_RemovesWhatIsTheCachesAlone()
    {
        using Tensor target = Tensor.Normal([1, 32, 32, 3], 1), other = Tensor.Normal([1, 32, 32, 3], 2);
        Cache().Contents().ShouldBe(new(0, 0, 0, 0));
        Cache().Invert(_model, target, _settings);
        Damage(Directory.GetFiles(Folder).Single(), "empty");
        Cache().Invert(_model, target, _settings);
        Stop(other);
        File.WriteAllText(Path.Combine(Folder, "mine.safetensors"), "a file of the user");

        CacheContents contents = Cache().Contents();
        (contents.Results, contents.Runs, contents.SetAside).ShouldBe((1, 1, 1));
        contents.Bytes.ShouldBeGreaterThan(1000);
        Cache().Clear().ShouldBe(contents);
        Directory.GetFiles(Folder).Select(Path.GetFileName).ShouldBe(["mine.safetensors"]);
    }

    private InversionCache Cache() => new(Folder, _notices.Add);

    private void Stop(Tensor target)
    {
        using CancellationTokenSource stop = new();
        IProgress<WorkProgress> progress = WorkProgress.To(p =>
        {
            if (p.Done == 3)
            {
                stop.Cancel();
            }
        });
        Cache().Invert(_model, target, _settings, progress, stop.Token).Result.End.ShouldBe(InversionEnd.Cancelled);
    }

    private void Damage(string path, string damage)
    {
        byte[] bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "empty":
                bytes = [];
                break;
            case "cut":
                bytes = bytes[..(bytes.Length / 2)];
                break;
            case "garbage":
                new Random(1).NextBytes(bytes);
                break;
            case "a bit": // of a number, not of the header
                bytes[^9] ^= 1;
                break;
            case "0xFF": // not a number, everywhere
                bytes.AsSpan(bytes.Length / 2).Fill(0xFF);
                break;
            case "another's":
                bytes = Others(path);
                break;
            case "without checksum": // as earlier versions wrote
                bytes = System.Text.Encoding.Latin1.GetBytes(
                    System.Text.Encoding.Latin1.GetString(bytes)
                        .Replace("\"checksum\"", "\"checksux\"", StringComparison.Ordinal));
                break;
            case "a folder":
                File.Delete(path);
                Directory.CreateDirectory(Path.Combine(path, "within"));
                return;
        }

        File.WriteAllBytes(path, bytes);
    }

    // A sound file of the same kind, of another picture.
    private byte[] Others(string path)
    {
        using Tensor target = Tensor.Normal([1, 32, 32, 3], 9);
        string elsewhere = Path.Combine(_folder, "elsewhere");
        using CancellationTokenSource stop = new();
        bool isState = path.EndsWith(".state", StringComparison.Ordinal);
        new InversionCache(elsewhere).Invert(_model, target, _settings, WorkProgress.To(p =>
        {
            if (isState && p.Done == 3)
            {
                stop.Cancel();
            }
        }), stop.Token);
        return File.ReadAllBytes(Directory.GetFiles(elsewhere).Single());
    }
}
