using System.Security.Cryptography;
using Mien.Checkpoints;
using Mien.Models;
using Mien.Models.Downloads;

namespace Mien.Tests.Models.Downloads;

/// <summary>Downloads from a server that breaks off, lies, redirects and serves other bytes.</summary>
public sealed class ModelDownloadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-download-");
    private readonly ModelStore _store;
    private readonly byte[] _content = File.ReadAllBytes(Golden("stylegan2-nvidia-p3.pkl"));

    public ModelDownloadTests() => _store = new(At("store"));

    private string Partial => At("store/_downloads/generator.pkl.partial");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Into_FromAGoodServer_ImportsGeneratorAndPerceptualNetwork()
    {
        byte[] vgg = File.ReadAllBytes(Golden("vgg16-zip.pth"));
        using FileServer generators = FileServer.Of(_content), networks = FileServer.Of(vgg);
        PublishedFile perceptual = Published(networks, vgg, "vgg.pth", PublishedKind.Perceptual);
        PublishedFile generator = Published(generators) with { With = [perceptual.Name] };
        ModelDownload download = Of(generator) with { Known = [perceptual] };

        DownloadResult result = download.Into(_store);

        StoredModel model = result.Model.ShouldNotBeNull();
        model.Name.ShouldBe("generator.pkl");
        model.Card.Perceptual.ShouldNotBeNull();
        model.Card.Licence.ShouldBe("free (https://example.org/licence). By nobody. To cite: a paper");
        result.Files.Select(file => file.Check).ShouldBe([SumCheck.Published, SumCheck.Published]);
        Downloaded().ShouldBe(["vgg.pth"]); // stays for the next model
        (download with { Name = "other" }).Into(_store).Model.ShouldNotBeNull();
        networks.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Into_AServerThatBreaksOff_AsksForTheRest()
    {
        using FileServer server = new((_, head, to) => FileServer.Serve(_content, head, to, 1 + (_content.Length / 3)));

        Of(Published(server)).Into(_store).Model.ShouldNotBeNull();

        int third = 1 + (_content.Length / 3);
        server.Ranges.ShouldBe([0, third, 2 * third]);
    }

    [Fact]
    public void Into_AfterAServerThatAlwaysBreaksOff_GoesOnAtAnother()
    {
        using FileServer bad = new((n, head, to) => FileServer.Serve(_content, head, to, n == 0 ? 1000 : 0));
        using FileServer good = FileServer.Of(_content);

        DownloadException e = Should.Throw<DownloadException>(() => Of(Published(bad)).Into(_store));
        e.IsResumable.ShouldBeTrue();
        new FileInfo(Partial).Length.ShouldBe(1000);

        using FileServer page = FileServer.Of("<html>Sign in</html>"u8.ToArray());
        Should.Throw<DownloadException>(() => Of(Published(page)).Into(_store));
        Of(Published(good)).Into(_store).Model.ShouldNotBeNull();
        good.Ranges.ShouldBe([1000]);
    }

    [Fact]
    public void Into_AServerThatFallsSilent_AsksForTheRest()
    {
        using FileServer server = new(async (n, head, to) =>
        {
            await FileServer.Serve(_content, head, to, n == 0 ? 1000 : int.MaxValue);
            await Task.Delay(n == 0 ? 60_000 : 0);
        });

        (Of(Published(server)) with { Patience = TimeSpan.FromSeconds(1) }).Into(_store).Model.ShouldNotBeNull();

        server.Ranges.ShouldBe([0, 1000]);
    }

    [Theory]
    [InlineData("503 Service Unavailable", 2)]
    [InlineData("404 Not Found", 1)]
    public void Into_AServerThatRefuses_AsksAgainIfThatMayHelp(string status, int requests)
    {
        using FileServer server = new((n, head, to)
            => n == 0 ? FileServer.Head(to, status + "\r\nContent-Length: 0") : FileServer.Serve(_content, head, to));
        ModelDownload download = Of(Published(server));

        if (requests == 1)
        {
            Should.Throw<DownloadException>(() => download.Into(_store)).Message.ShouldContain(status);
        }
        else
        {
            download.Into(_store).Model.ShouldNotBeNull();
        }

        server.Requests.Count.ShouldBe(requests);
    }

    // The kind: a page of a portal in the file's place, and content of another length than its head announces.
    [Theory]
    [InlineData(10, 10, "announces 10 bytes")]
    [InlineData(-1, 1, "sends more than")] // no length is announced
    public void Into_AServerThatLiesAboutTheLength_Refuses(int announced, int more, string words)
    {
        using FileServer server = new(async (_, _, to) =>
        {
            await FileServer.Head(to, "200 OK" + (announced < 0 ? "" : $"\r\nContent-Length: {announced}"));
            await to.WriteAsync(announced < 0 ? [.. _content, .. new byte[more]] : new byte[more]);
        });

        Should.Throw<DownloadException>(() => Of(Published(server)).Into(_store)).Message.ShouldContain(words);

        server.Requests.Count.ShouldBe(1);
        new FileInfo(Partial).Length.ShouldBe(0);
        _store.List().ShouldBeEmpty();
    }

    [Fact]
    public void Into_AServerThatEndsBeforeTheAnnouncedLength_OfAFileOfUnknownSize_KeepsNothingAsWhole()
    {
        using FileServer server = new((n, head, to) => FileServer.Serve(_content, head, to, n == 0 ? 1000 : 0));

        Should.Throw<DownloadException>(() => Of(Unknown(Published(server))).Into(_store)).IsResumable.ShouldBeTrue();

        Downloaded().ShouldBe(["generator.pkl.partial", "generator.pkl.partial.version"]);
    }

    [Theory]
    [InlineData("file:///etc/hostname")]
    [InlineData("FILE:/etc/hostname")]
    [InlineData("ftp://127.0.0.1/file")]
    [InlineData("http://")]
    public void Into_AServerThatRedirectsOffTheWeb_Refuses(string place)
    {
        using FileServer server = new((_, _, to)
            => FileServer.Head(to, $"302 Found\r\nLocation: {place}\r\nContent-Length: 0"));

        Should.Throw<DownloadException>(() => Of(Published(server)).Into(_store)).Message
            .ShouldContain("no address on the web");

        new FileInfo(Partial).Length.ShouldBe(0);
    }

    [Fact]
    public void Into_AServerThatRedirectsToAPath_FollowsOnTheServer()
    {
        using FileServer server = new((_, head, to) => head.StartsWith("GET /etc/hostname ", StringComparison.Ordinal)
            ? FileServer.Serve(_content, head, to)
            : FileServer.Head(to, "301 Moved Permanently\r\nLocation: /etc/hostname\r\nContent-Length: 0"));

        Of(Published(server)).Into(_store).Model.ShouldNotBeNull();
    }

    [Fact]
    public void Into_AServerThatRedirectsForEver_Refuses()
    {
        using FileServer server = new((n, _, to)
            => FileServer.Head(to, $"307 Temporary Redirect\r\nLocation: /{n}\r\nContent-Length: 0"));

        Should.Throw<DownloadException>(() => Of(Published(server)).Into(_store)).Message.ShouldContain("10 times");
    }

    [Fact]
    public void Into_AServerWithOtherBytes_RefusesAndKeepsNothing()
    {
        byte[] other = [.. _content];
        other[^1] ^= 1;
        using FileServer server = FileServer.Of(other);

        Should.Throw<DownloadException>(() => Of(Published(server)).Into(_store)).Message
            .ShouldContain($"not {Sum(_content)} as https://example.org/sums says");

        Downloaded().ShouldBeEmpty();
        _store.List().ShouldBeEmpty();
    }

    [Fact]
    public void Into_WithOtherBytesFromBefore_BeginsAgain()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Partial)!);
        File.WriteAllBytes(Partial, new byte[1000]);
        using FileServer server = FileServer.Of(_content);

        Of(Published(server)).Into(_store).Model.ShouldNotBeNull();

        server.Ranges.ShouldBe([1000, 0]);
    }

    [Fact]
    public void Into_OfAFileWithoutAKnownSum_WhichChangesOnTheWay_GetsOneVersionOfIt()
    {
        byte[] before = new byte[_content.Length];
        using FileServer server = new((n, head, to) => n == 0
            ? FileServer.Serve(before, head, to, 1000, "\"old\"")
            : FileServer.Serve(_content, head, to, version: "\"new\""));

        DownloadResult result = Of(Unknown(Published(server))).Into(_store);

        server.Ranges.ShouldBe([0, 1000]);
        server.Requests.Last().ShouldContain("If-Range: \"old\"\r\n");
        result.Files[0].Sha256.ShouldBe(Sum(_content));
    }

    [Fact]
    public void Into_OfAFileWithoutAKnownSum_HoldsLaterDownloadsAgainstTheFirst()
    {
        using FileServer first = FileServer.Of(_content);
        using FileServer other = FileServer.Of(File.ReadAllBytes(Golden("stylegan2-rosinality.pt")));

        Of(Unknown(Published(first))).Into(_store).Files[0].Check.ShouldBe(SumCheck.None);
        (Of(Unknown(Published(first))) with { Replace = true }).Into(_store).Files[0].Check
            .ShouldBe(SumCheck.FirstDownload);
        string weights = Sum(File.ReadAllBytes(_store["generator.pkl"].WeightsPath));

        Should.Throw<DownloadException>(
            () => (Of(Unknown(Published(other))) with { Replace = true }).Into(_store)).Message
            .ShouldContain("other bytes than at the first download");
        Sum(File.ReadAllBytes(_store["generator.pkl"].WeightsPath)).ShouldBe(weights);
    }

    [Fact]
    public void Into_OfAFileWithoutAKnownSum_ThatIsNoNetwork_KeepsNeitherFileNorSum()
    {
        using FileServer server = FileServer.Of("<html>Sign in</html>"u8.ToArray());

        Should.Throw<CheckpointException>(() => Of(Unknown(Published(server))).Into(_store));

        Downloaded().ShouldBeEmpty();
    }

    [Fact]
    public void Into_Stopped_KeepsWhatHasCome()
    {
        using CancellationTokenSource stop = new();
        using FileServer server = new(async (n, head, to) =>
        {
            await FileServer.Serve(_content, head, to, n == 0 ? 1000 : int.MaxValue);
            await Task.Delay(n == 0 ? 60_000 : 0);
        });
        IProgress<WorkProgress> progress = WorkProgress.To(_ => stop.CancelAfter(200));

        Should.Throw<OperationCanceledException>(() => Of(Published(server)).Into(_store, progress, stop.Token))
            .Message.ShouldContain("is kept");

        new FileInfo(Partial).Length.ShouldBe(1000);
        Of(Published(server)).Into(_store).Model.ShouldNotBeNull();
        server.Ranges.ShouldBe([0, 1000]);
    }

    [Fact]
    public void Into_WhileAnotherDownloadsTheSame_SaysSo()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Partial)!);
        using FileStream other = new(Partial, FileMode.Create, FileAccess.Write, FileShare.None);
        using FileServer server = FileServer.Of(_content);

        Should.Throw<DownloadException>(() => Of(Published(server)).Into(_store)).Message
            .ShouldContain("another process");
    }

    [Fact]
    public void Into_FromAMirror_TakesFolderOrAddress()
    {
        using FileServer server = FileServer.Of(_content);
        PublishedFile file = Published(server) with { Address = null };
        Should.Throw<ModelException>(() => Of(file).Into(_store)).Fault.ShouldBe(ModelFault.NoAddress);

        File.WriteAllBytes(At("generator.pkl"), _content);
        (Of(file) with { Mirror = _folder.FullName, Name = "from-folder" }).Into(_store).Model.ShouldNotBeNull();
        File.ReadAllBytes(At("generator.pkl")).ShouldBe(_content); // the mirror keeps its own

        (Of(file) with { Mirror = $"{server.Address}some/", Name = "from-web" }).Into(_store).Model.ShouldNotBeNull();
        server.Requests.Single().ShouldStartWith("GET /some/generator.pkl HTTP/1.1\r\n");

        Should.Throw<DirectoryNotFoundException>(() => (Of(file) with { Mirror = At("none"), Name = "n" }).Into(_store));
        Should.Throw<DirectoryNotFoundException>(
            () => (Of(file) with { Mirror = "file://" + _folder.FullName, Name = "n" }).Into(_store));
        Directory.CreateDirectory(At("empty"));
        Should.Throw<FileNotFoundException>(() => (Of(file) with { Mirror = At("empty"), Name = "n" }).Into(_store));
        File.WriteAllBytes(At("generator.pkl"), [.. _content[..^1], 0]);
        Should.Throw<DownloadException>(
            () => (Of(file) with { Mirror = _folder.FullName, Name = "n" }).Into(_store));
    }

    [Fact]
    public void Into_ANameThatIsTaken_FailsBeforeAnythingIsDownloaded()
    {
        using FileServer server = FileServer.Of(_content);
        Of(Published(server)).Into(_store);

        Should.Throw<ModelException>(() => Of(Published(server)).Into(_store)).Fault.ShouldBe(ModelFault.NameTaken);
        Should.Throw<ArgumentException>(
            () => (Of(Published(server)) with { Name = BuiltInModel.Name, Replace = true }).Into(_store));
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void All_Published_SayWhatTheyAre()
    {
        PublishedFile.All.Select(file => file.Name).ShouldBeUnique();
        PublishedFile.All.Select(file => file.File).ShouldBeUnique();
        foreach (PublishedFile file in PublishedFile.All)
        {
            file.With.ShouldAllBe(name => PublishedFile.Find(name).Kind == PublishedKind.Perceptual);
            (file.Sha256 is null).ShouldBe(file.SumFrom is null, file.Name);
            (file.Sha256 ?? new string('0', 64)).ShouldMatch("^[0-9a-f]{64}$");
            new[] { file.Address, file.Page, file.SumFrom, file.LicenceAddress }.OfType<Uri>()
                .ShouldAllBe(address => address.Scheme == "https");
        }

        // torchvision names its files after the first digits of their sums
        PublishedFile vgg = PublishedFile.Find("vgg16");
        vgg.File.ShouldBe($"vgg16-{vgg.Sha256![..8]}.pth");
        Should.Throw<ArgumentException>(() => PublishedFile.Find("ffhq-1042")).Message
            .ShouldContain("did you mean ffhq-1024?");
    }

    private static ModelDownload Of(PublishedFile file) => new() { File = file, Pause = TimeSpan.FromMilliseconds(1) };

    private PublishedFile Published(FileServer server)
        => Published(server, _content, "generator.pkl", PublishedKind.Generator);

    private static PublishedFile Published(FileServer server, byte[] content, string name, PublishedKind kind) => new()
    {
        Name = name,
        Kind = kind,
        Description = "a file",
        File = name,
        Address = new(server.Address, "some/where"),
        Page = new("https://example.org/page"),
        Size = content.Length,
        Sha256 = Sum(content),
        SumFrom = new("https://example.org/sums"),
        Licence = "free",
        LicenceAddress = new("https://example.org/licence"),
        Author = "nobody",
        Citation = "a paper",
    };

    private static PublishedFile Unknown(PublishedFile file)
        => file with { Size = null, Sha256 = null, SumFrom = null };

    private string[] Downloaded() => [.. Directory.GetFiles(At("store/_downloads"))
        .Select(file => Path.GetFileName(file)!).Where(file => file != "sums.json").Order(StringComparer.Ordinal)];

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "formats", file);
}
