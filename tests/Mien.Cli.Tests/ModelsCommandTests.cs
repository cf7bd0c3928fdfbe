using System.Text.Json;
using Mien.Models;

namespace Mien.Cli.Tests;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-models-");
    private readonly string? _home = Environment.GetEnvironmentVariable("MIEN_HOME");
    private readonly TextWriter _console = Console.Out;

    public ModelsCommandTests() => Environment.SetEnvironmentVariable("MIEN_HOME", _folder.FullName);

    public void Dispose()
    {
        Console.SetOut(_console);
        Environment.SetEnvironmentVariable("MIEN_HOME", _home);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Models_FromImportToRemoval_SaysWhatItDoes()
    {
        JsonElement imported = Run(
            "models", "import", Golden("stylegan2-nvidia-p3.pkl"), "--name", "tiny", "--perceptual",
            Golden("vgg16-legacy.pth"));
        imported.GetProperty("folder").GetString().ShouldBe(Path.Combine(_folder.FullName, "tiny"));

        JsonElement listed = Run("models", "list").GetProperty("models");
        listed.EnumerateArray().Select(model => model.GetProperty("name").GetString())
            .ShouldBe([.. BuiltInModel.Names, "tiny"]);

        JsonElement card = Run("models", "info", "tiny").GetProperty("card");
        card.GetProperty("generator").GetProperty("kind").GetString().ShouldBe("styleGan2");
        card.GetProperty("licence").GetString().ShouldNotBeNull().ShouldContain("non-commercial");

        Run("models", "remove", "tiny").GetProperty("removed").GetString().ShouldBe("tiny");
        Run("models", "list").GetProperty("models").GetArrayLength().ShouldBe(BuiltInModel.Names.Count);
    }

    [Fact]
    public void Models_InWords_ShowsTheLicence()
    {
        using StringWriter words = new();
        Console.SetOut(words);

        CommandLine.Run(["models", "import", Golden("stylegan1-tensorflow-p4.pkl")]).ShouldBe(CommandLine.Good);
        CommandLine.Run(["models", "list"]).ShouldBe(CommandLine.Good);

        words.ToString().ShouldContain("stylegan1-tensorflow-p4: StyleGAN, 16 px, 6 style vectors, generates only");
        words.ToString().ShouldContain("non-commercial");
    }

    [Fact]
    public void Models_OnTheBuiltInOne_TellsOfIt_AndNeitherRemovesNorReplacesIt()
    {
        Run("models", "info", BuiltInModel.Name).GetProperty("card").GetProperty("perceptual").ValueKind.ShouldBe(
            JsonValueKind.Object);
        CommandLine.Run(["models", "remove", BuiltInModel.Name]).ShouldBe(CommandLine.CallersMistake);
        CommandLine.Run(["models", "import", Golden("stylegan2-nvidia-p3.pkl"), "--name", BuiltInModel.Name])
            .ShouldBe(CommandLine.CallersMistake);
    }

    [Theory]
    [InlineData("import", "expected.json")]
    [InlineData("import", "no-such-file.pkl")]
    [InlineData("info", "nobody")]
    [InlineData("remove", "nobody")]
    public void Models_OnSomethingThatIsNone_IsTheCallersMistake(string command, string what) =>
        CommandLine.Run(["models", command, command == "import" ? Golden(what) : what])
            .ShouldBe(CommandLine.CallersMistake);

    [Theory]
    [InlineData("models")]
    [InlineData("models", "import")]
    [InlineData("models", "info")]
    public void Help_OfACommandWithArguments_NeedsNone(params string[] command)
    {
        using StringWriter words = new();
        Console.SetOut(words);

        CommandLine.Run([.. command, "--help"]).ShouldBe(CommandLine.Good);
    }

    private static JsonElement Run(params string[] arguments)
    {
        using StringWriter output = new();
        Console.SetOut(output);
        CommandLine.Run([.. arguments, "--json"]).ShouldBe(CommandLine.Good);
        return JsonDocument.Parse(output.ToString()).RootElement;
    }

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "formats", file);
}
