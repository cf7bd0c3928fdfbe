namespace Mien.Checkpoints.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-atomic-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_ThatFails_LeavesWhatWasThere()
    {
        File.WriteAllText(At("a"), "before");
        Should.Throw<InvalidOperationException>(
            () => AtomicFile.Write(At("a"), _ => throw new InvalidOperationException()));
        Directory.GetFiles(_folder.FullName).ShouldBe([At("a")]);
        File.ReadAllText(At("a")).ShouldBe("before");
    }

    // The kind: an output that is no file of its own. A rename would put a file in the place of a link or of a device.
    [Fact]
    public void Write_ThroughALink_WritesWhereItLeads()
    {
        Directory.CreateDirectory(At("far"));
        File.CreateSymbolicLink(At("link"), At("far/b"));
        AtomicFile.Write(At("link"), stream => stream.Write("now"u8));
        new FileInfo(At("link")).LinkTarget.ShouldBe(At("far/b"));
        File.ReadAllText(At("far/b")).ShouldBe("now");
    }

    [Fact]
    public void Write_IntoADevice_LeavesItADevice()
    {
        AtomicFile.Write("/dev/null", stream => stream.Write("nothing"u8));
        Should.Throw<IOException>(() => AtomicFile.Write("/dev/full", stream => stream.Write("too much"u8)));
        File.ReadAllBytes("/dev/null").ShouldBeEmpty();
        File.OpenRead("/dev/full").ReadByte().ShouldBe(0); // an ordinary file would hold text, or nothing
    }

    [Fact]
    public void Write_ThroughALinkToADevice_LeavesItADevice()
    {
        File.CreateSymbolicLink(At("full"), "/dev/full");
        Should.Throw<IOException>(() => AtomicFile.Write(At("full"), stream => stream.Write("too much"u8)));
        File.OpenRead("/dev/full").ReadByte().ShouldBe(0);
    }

    // The kind: what a process that was killed left, under this version's names and earlier ones', files and folders.
    [Theory]
    [InlineData(".mien-0123456789abcdef0123456789abcdef", true)]
    [InlineData(".0123456789abcdef0123456789abcdef.partial", true)]
    [InlineData(".r.png.abcdefgh.ijk", true)]
    [InlineData(".portrait-000001.json.abcdefgh.ijk", true)]
    [InlineData("r.png.abcdefgh.ijk", false)]
    [InlineData(".r.png", false)]
    [InlineData(".mien-notes", false)]
    [InlineData("0123456789abcdef0123456789abcdef.partial", false)]
    public void Write_IntoAFolderWithLeftovers_RemovesThoseOfMoreThanADay(string name, bool isLeftover)
    {
        string inner = At("fresh-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(inner);
        string left = Path.Combine(inner, name);
        File.WriteAllText(left, "half");
        AtomicFile.Sweep(inner).ShouldBe(0); // it may be another process at work
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-25));
        AtomicFile.Write(Path.Combine(inner, "result"), stream => stream.WriteByte(1));
        File.Exists(left).ShouldBe(!isLeftover);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
