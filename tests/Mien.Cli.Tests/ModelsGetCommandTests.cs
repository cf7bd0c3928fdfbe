using System.Diagnostics;
using System.Text.Json;
using Mien.Models.Downloads;
using Mien.Tests.Models.Downloads;

namespace Mien.Cli.Tests;

public sealed class ModelsGetCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-get-");
    private readonly string? _home = Environment.GetEnvironmentVariable("MIEN_HOME");
    private readonly byte[] _content = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Golden", "formats", "stylegan2-nvidia-p3.pkl"));
    private readonly TextReader _in = Console.In;
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    public ModelsGetCommandTests() => Environment.SetEnvironmentVariable("MIEN_HOME", _folder.FullName);

    public void Dispose()
    {
        Console.SetIn(_in);
        Console.SetOut(_out);
        Console.SetError(_error);
        Environment.SetEnvironmentVariable("MIEN_HOME", _home);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Get_WithoutAName_ListsAll()
    {
        (int code, string output, _) = Run("", "models", "get");
        code.ShouldBe(CommandLine.Good);
        output.Trim().Split('\n').Select(line => line.Split(' ')[0])
            .ShouldBe(PublishedFile.All.Select(file => file.Name));

        JsonElement listed = JsonDocument.Parse(Run("", "models", "get", "--json").Out).RootElement;
        listed.GetProperty("published").EnumerateArray()
            .Single(file => file.GetProperty("name").GetString() == "vgg16").GetProperty("sha256").GetString()
            .ShouldStartWith("397923af");
    }

    [Theory]
    [InlineData("y\n", CommandLine.Good)]
    [InlineData("n\n", CommandLine.CallersMistake)]
    [InlineData("", CommandLine.CallersMistake)]
    public void Get_ShowsTheLicenceAndAsks(string answer, int expected)
    {
        using FileServer server = FileServer.Of(_content);

        (int code, string output, string said) = Run(
            answer, "models", "get", "ffhq-256", "--generator-only", "--name", "mine", "--mirror", $"{server.Address}");

        code.ShouldBe(expected);
        PublishedFile file = PublishedFile.Find("ffhq-256");
        said.ShouldContain(file.Licence);
        said.ShouldContain(file.Citation);
        said.ShouldContain("sha256   not known");
        server.Requests.Count.ShouldBe(code == CommandLine.Good ? 1 : 0);
        Directory.Exists(At("mine")).ShouldBe(code == CommandLine.Good);
        output.StartsWith("mine: StyleGAN2", StringComparison.Ordinal).ShouldBe(code == CommandLine.Good);
    }

    [Fact]
    public void Get_AsJson_SaysWhatCameAndWhatItWasHeldAgainst()
    {
        using FileServer server = FileServer.Of(_content);

        (int code, string output, _) = Run(
            "", "models", "get", "ffhq-256", "--generator-only", "--yes", "--json", "--mirror", $"{server.Address}");

        code.ShouldBe(CommandLine.Good);
        JsonElement result = JsonDocument.Parse(output).RootElement;
        result.GetProperty("model").GetProperty("name").GetString().ShouldBe("ffhq-256");
        JsonElement file = result.GetProperty("files").EnumerateArray().Single();
        file.GetProperty("size").GetInt64().ShouldBe(_content.Length);
        file.GetProperty("check").GetString().ShouldBe("none");
    }

    [Theory]
    [InlineData(CommandLine.Failure, "404", "ffhq-256", "--generator-only")]
    [InlineData(CommandLine.CallersMistake, "did you mean ffhq-256?", "ffhq-265")]
    [InlineData(CommandLine.CallersMistake, "choose another", "ffhq-256", "--name", "faces-128")]
    [InlineData(CommandLine.CallersMistake, "neither a folder nor an address", "vgg16", "--mirror", "/no/such/folder")]
    [InlineData(CommandLine.CallersMistake, "there is no 550000.pt", "ffhq-256-rosinality", "--mirror", "/tmp")]
    public void Get_ThatFails_SaysWhoseFaultItIs(int expected, string words, params string[] args)
    {
        using FileServer server = new((_, _, to) => FileServer.Head(to, "404 Not Found\r\nContent-Length: 0"));
        string[] source = args.Contains("--mirror") ? [] : ["--mirror", $"{server.Address}"];

        (int code, _, string said) = Run("", ["models", "get", "--yes", .. args, .. source]);

        code.ShouldBe(expected, said);
        said.ShouldContain(words);
    }

    [Fact]
    public void Get_OfAFileThatIsSavedByHand_SaysHow()
    {
        (int code, _, string said) = Run("", "models", "get", "ffhq-256-rosinality", "--generator-only", "--yes");

        code.ShouldBe(CommandLine.CallersMistake);
        said.ShouldContain("save it from https://github.com/rosinality/stylegan2-pytorch");
        said.ShouldContain("(--mirror folder)");
    }

    [Fact]
    public void Get_BehindAProxy_AsksTheProxy()
    {
        using FileServer proxy = FileServer.Of(_content);

        using Process process = Start(
            "http://models.example/", ("http_proxy", proxy.Address.ToString().TrimEnd('/')), ("no_proxy", ""));
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        process.ExitCode.ShouldBe(CommandLine.Good, errors);
        proxy.Requests.Single().ShouldStartWith("GET http://models.example/stylegan2-ffhq-256x256.pkl HTTP/1.1\r\n");
    }

    [Fact]
    public void Get_StoppedByCtrlC_GoesOnFromThereTheNextTime()
    {
        using FileServer server = new(async (n, head, to) =>
        {
            await FileServer.Serve(_content, head, to, n == 0 ? 1000 : int.MaxValue);
            await Task.Delay(n == 0 ? 60_000 : 0);
        });
        FileInfo partial = new(At("_downloads/stylegan2-ffhq-256x256.pkl.partial"));

        using Process process = Start($"{server.Address}");
        Stopwatch waiting = Stopwatch.StartNew();
        while (!process.HasExited && (!partial.Exists || partial.Length < 1000) && waiting.Elapsed.TotalMinutes < 5)
        {
            Thread.Sleep(50);
            partial.Refresh();
        }

        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(CommandLine.Interrupted, errors);
        errors.ShouldContain("is kept");

        Run("", "models", "get", "ffhq-256", "--generator-only", "--yes", "--mirror", $"{server.Address}").Code
            .ShouldBe(CommandLine.Good);
        server.Ranges.ShouldBe([0, 1000]);
        partial.Refresh();
        partial.Exists.ShouldBeFalse();
    }

    private Process Start(string mirror, params (string Name, string Value)[] environment)
    {
        // Tests that run in the background of a shell have SIGINT ignored, and so would what they start.
        ProcessStartInfo start = new(
            "env", ["--default-signal=INT", "dotnet", typeof(CommandLine).Assembly.Location, "models", "get", "ffhq-256", "--generator-only", "--yes",
                "--mirror", mirror])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["MIEN_HOME"] = _folder.FullName;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static (int Code, string Out, string Error) Run(string answer, params string[] args)
    {
        using StringWriter output = new(), error = new();
        Console.SetIn(new StringReader(answer));
        Console.SetOut(output);
        Console.SetError(error);
        int code = CommandLine.Run(args);
        return (code, output.ToString(), error.ToString());
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
