using System.Runtime.CompilerServices;
using System.Text.Json;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Inversion;
using Mien.Models;
using Mien.Settings;
using Mien.Studio.History;
using Mien.Transfer;

namespace Mien.Cli.Tests;

public sealed class TransferCommandTests : IDisposable
{
    private static readonly string[] _variables = ["MIEN_HOME", "MIEN_CACHE", "MIEN_MODEL"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-transfer-");
    private readonly string?[] _before = [.. _variables.Select(Environment.GetEnvironmentVariable)];
    private readonly TextWriter _console = Console.Out;

    public TransferCommandTests()
    {
        Environment.SetEnvironmentVariable("MIEN_HOME", At("home"));
        Environment.SetEnvironmentVariable("MIEN_CACHE", At("cache"));
        Environment.SetEnvironmentVariable("MIEN_MODEL", "tiny");
        Run("models", "import", Golden("stylegan2-rosinality.pt"), "--name", "tiny", "--perceptual",
            Golden("vgg16-zip.pth"));
        Picture("a.png", 1);
        Picture("e.png", 2);
    }

    public void Dispose()
    {
        Console.SetOut(_console);
        for (int i = 0; i < _variables.Length; i++)
        {
            Environment.SetEnvironmentVariable(_variables[i], _before[i]);
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Transfer_OfTwoCrops_WritesPictureAndReport_AndKnowsThemTheSecondTime()
    {
        JsonElement first = Transfer("--report", At("report"));
        first.GetProperty("layers").EnumerateArray().Select(l => l.GetInt32()).ShouldBe([4, 5]);
        first.GetProperty("appearance").GetProperty("fromCache").GetBoolean().ShouldBeFalse();
        File.Exists(At("r.png")).ShouldBeTrue();
        string page = File.ReadAllText(At("report/index.html"));
        page.ShouldContain("<svg");
        page.ShouldNotContain("http"); // it needs no network

        JsonElement second = Transfer("--layers", "2-3");
        second.GetProperty("appearance").GetProperty("fromCache").GetBoolean().ShouldBeTrue();
        second.GetProperty("expression").GetProperty("fromCache").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Transfer_WithKeep_IsInTheHistoryOfTheStudio()
    {
        Transfer("--keep", "--strength", "0.7");

        using HistoryStore history = HistoryStore.OfUser();
        HistoryEntry kept = history.List().ShouldHaveSingleItem();
        (kept.Desk.Settings.Model, kept.Desk.Settings.Strength, kept.Layers).ShouldBe(("tiny", 0.7f, "4-5"));
        (kept.Desk.Appearance!.Name, kept.Desk.Expression!.Name).ShouldBe(("a.png", "e.png"));
        Image.Read(history.File(kept.Id, "result.png")!).Hash.ShouldBe(Image.Read(At("r.png")).Hash);
        File.ReadAllBytes(Path.Combine(At("home"), "_studio", "photos", kept.Desk.Appearance.Hash))
            .ShouldBe(File.ReadAllBytes(At("a.png")));
    }

    [Theory]
    [InlineData("range", 21)]
    [InlineData("linear", 7)]
    public void Transfer_WithSearch_SaysWhatEachCandidateScored(string search, int atLeast)
    {
        JsonElement tried = Transfer("--set", "method=search-" + search).GetProperty("tried");
        tried.GetArrayLength().ShouldBeGreaterThanOrEqualTo(atLeast);
        tried.EnumerateArray().ShouldAllBe(t => t.GetProperty("total").GetDouble() >= 0);
    }

    /// <summary>
    /// What the command gives, the library gives: the same file, bit for bit, with the model's advice and with
    /// settings.
    /// </summary>
    [Theory]
    [InlineData("")]
    [InlineData("strength=0.5")]
    public void Transfer_ByTheLibrary_IsThatOfTheCommandBitForBit(string setting)
    {
        Environment.SetEnvironmentVariable("MIEN_MODEL", null);
        string gus = Sample("gus.jpg"), cleo = Sample("cleo.jpg");
        SettingValues values = new() { ["steps"] = "3" };
        string[] more = [];
        if (setting.Length > 0)
        {
            values.Add(setting);
            more = ["--set", setting];
        }

        using FaceModel model = FaceModel.Open();
        using FaceDetector detector = new();
        AlignedFace appearance = AlignedFace.Cut(gus, model, detector),
            expression = AlignedFace.Cut(cleo, model, detector);
        new ExpressionTransfer(model, new(null)).Run(appearance, expression, TransferSettings.For(model, values))
            .Write(At("library.png"));
        Run(["transfer", "--appearance", gus, "--expression", cleo, "--out", At("command.png"), "--steps", "3",
            .. more]);

        File.ReadAllBytes(At("library.png")).ShouldBe(File.ReadAllBytes(At("command.png")));
    }

    [Fact]
    public void Transfer_WithAFileOfSettings_TakesThem_AndTheCommandLineGoesBefore()
    {
        File.WriteAllText(At("settings.json"), """{ "layers": "2-3", "paste": "none", "strength": 0.5 }""");
        JsonElement said = Transfer("--settings", At("settings.json"), "--strength", "0.25");
        said.GetProperty("layers").EnumerateArray().Select(l => l.GetInt32()).ShouldBe([2, 3]);
        said.GetProperty("strength").GetSingle().ShouldBe(0.25f);
    }

    [Theory]
    [InlineData("""{ "strenght": 1 }""", "did you mean strength?")]
    [InlineData("""{ "strength": 2 }""", "out of range: 0 to 1.5")]
    [InlineData("""{ "strength": """, "no JSON")]
    public void Transfer_WithABadFileOfSettings_NamesFileAndFault(string json, string words)
    {
        File.WriteAllText(At("settings.json"), json);
        using StringWriter error = new();
        TextWriter before = Console.Error;
        Console.SetError(error);
        int code = CommandLine.Run(
            ["transfer", "--appearance", At("a.png"), "--expression", At("e.png"), "--out", At("r.png"), "--settings",
                At("settings.json")]);
        Console.SetError(before);
        code.ShouldBe(CommandLine.CallersMistake);
        error.ToString().ShouldContain("settings.json");
        error.ToString().ShouldContain(words);
    }

    [Fact]
    public void Settings_WrittenToAFile_AreThoseThatTheFileGives()
    {
        Run("settings", "--set", "steps=77", "--out", At("settings.json"));
        JsonElement said = Run("settings", "--settings", At("settings.json"));
        said.GetProperty("settings").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "steps")
            .GetProperty("value").GetString().ShouldBe("77");
    }

    [Fact]
    public void Transfer_ByJointObjective_NamesNoLayers()
        => Transfer("--set", "method=joint").GetProperty("layers").ValueKind.ShouldBe(JsonValueKind.Null);

    [Fact]
    public void Transfer_OntoItself_ChangesNothing()
    {
        Run("transfer", "--appearance", At("a.png"), "--expression", At("a.png"), "--out", At("self.png"), "--aligned",
            "--steps", "5");
        Run("invert", At("a.png"), "--aligned", "--out", At("a.safetensors"), "--picture", At("again.png"), "--steps",
            "5");
        Image.Read(At("self.png")).Pixels.ToArray().ShouldBe(Image.Read(At("again.png")).Pixels.ToArray());
    }

    /// <summary>The photo itself: by motion, which is how faces go back unless another way is asked for.</summary>
    [Fact]
    public void Transfer_AtStrength0_IsThePhotoBitForBit()
    {
        Environment.SetEnvironmentVariable("MIEN_MODEL", null);
        string gus = Sample("gus.jpg");

        JsonElement said = Run(
            "transfer", "--appearance", gus, "--expression", Sample("cleo.jpg"), "--out", At("r.png"), "--steps", "1",
            "--strength", "0");

        said.GetProperty("paste").GetString().ShouldBe("motion", StringCompareShould.IgnoreCase);
        Image.Read(At("r.png")).Pixels.ToArray().ShouldBe(Image.Read(gus).Pixels.ToArray());
    }

    [Fact]
    public void InvertFuseSweepMorph_OnTwoCrops_WriteWhatTheySay()
    {
        foreach (string name in (string[])["a", "e"])
        {
            JsonElement inverted = Run(
                "invert", At(name + ".png"), "--aligned", "--out", At(name + ".safetensors"), "--steps", "5");
            inverted.GetProperty("curve").GetArrayLength().ShouldBe(6);
        }

        InversionFile.Read(At("a.safetensors")).Snapshots.Keys.Order().ShouldBe([0, 1, 3, 5]);
        string[] pair = ["--appearance", At("a.safetensors"), "--expression", At("e.safetensors")];
        Run(["fuse", .. pair, "--out", At("f.png"), "--strength", "0.5"]).GetProperty("picture").GetString()
            .ShouldBe(At("f.png"));
        Image.Read(At("f.png")).Width.ShouldBe(16);
        Run(["sweep", .. pair, "--out", At("s.png"), "--size", "16"]);
        Image.Read(At("s.png")).Width.ShouldBe(16 + (6 * 16)); // a margin with numbers, six layers
        Run("morph", At("a.safetensors"), At("e.safetensors"), "--frames", "3", "--out", At("frames"))
            .GetProperty("frames").GetArrayLength().ShouldBe(3);
    }

    [Theory]
    [InlineData("--model", "nobody")]
    [InlineData("--layers", "4-9")]
    [InlineData("--layers", "four")]
    [InlineData("--strength", "NaN")]
    [InlineData("--strength", "2")]
    [InlineData("--steps", "0")]
    [InlineData("--out", "/no/such/folder/r.png")]
    [InlineData("--out", "r.gif")]
    [InlineData("--set", "lambda=-1")]
    [InlineData("--set", "rate=0")]
    [InlineData("--set", "lpips=1")]
    [InlineData("--set", "method=everywhere")]
    [InlineData("--set", "method=joint")] // beside the layers below
    [InlineData("--settings", "/no/such/settings.json")]
    public void Transfer_WithBadOption_IsTheCallersMistake(string option, string value)
    {
        List<string> args = ["transfer", "--appearance", At("a.png"), "--expression", At("e.png"), "--aligned", option,
            value];
        if (option != "--out")
        {
            args.AddRange(["--out", At("r.png")]);
        }

        if (option != "--steps")
        {
            args.AddRange(["--steps", "5"]);
        }

        if (value == "method=joint")
        {
            args.AddRange(["--layers", "4-5"]);
        }

        CommandLine.Run([.. args]).ShouldBe(CommandLine.CallersMistake);
        File.Exists(At("r.png")).ShouldBeFalse();
    }

    [Fact]
    public void Transfer_WithoutAModelOfOnesOwn_TakesTheBuiltInOne()
    {
        Environment.SetEnvironmentVariable("MIEN_MODEL", null);
        Transfer().GetProperty("model").GetString().ShouldBe(BuiltInModel.Name);
    }

    [Fact]
    public void Transfer_WithAModelThatIsNotThere_IsTheCallersMistake()
    {
        Environment.SetEnvironmentVariable("MIEN_HOME", At("empty"));
        CommandLine.Run(
            ["transfer", "--appearance", At("a.png"), "--expression", At("e.png"), "--out", At("r.png"), "--aligned"])
                .ShouldBe(CommandLine.CallersMistake);
    }

    [Fact]
    public void Fuse_OfStylesOfAnotherModel_IsTheCallersMistake()
    {
        Run("invert", At("a.png"), "--aligned", "--out", At("a.safetensors"), "--steps", "2");
        Environment.SetEnvironmentVariable("MIEN_MODEL", "tiny");
        Run("models", "import", Golden("stylegan2-rosinality.pt"), "--name", "other", "--perceptual",
            Golden("vgg16-zip.pth"));
        Run("models", "import", Golden("stylegan1-tensorflow-p4.pkl"), "--name", "first", "--perceptual",
            Golden("vgg16-zip.pth"));
        string[] fuse = ["fuse", "--appearance", At("a.safetensors"), "--expression", At("a.safetensors"), "--out",
            At("f.png")];
        // the same weights under another name
        CommandLine.Run([.. fuse, "--model", "other"]).ShouldBe(CommandLine.Good);
        CommandLine.Run([.. fuse, "--model", "first"]).ShouldBe(CommandLine.CallersMistake);
    }

    private static string Sample(string name, [CallerFilePath] string here = "")
        => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "samples", name);

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "formats", file);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private JsonElement Transfer(params string[] more) => Run(
        ["transfer", "--appearance", At("a.png"), "--expression", At("e.png"), "--out", At("r.png"), "--aligned",
            "--steps", "5", .. more]);

    private void Picture(string name, int seed)
    {
        byte[] pixels = new byte[16 * 16 * 3];
        new Random(seed).NextBytes(pixels);
        new Image(16, 16, pixels).Write(At(name));
    }

    private JsonElement Run(params string[] args)
    {
        using StringWriter words = new();
        Console.SetOut(words);
        CommandLine.Run([.. args, "--json"]).ShouldBe(CommandLine.Good, string.Join(' ', args));
        Console.SetOut(_console);
        return JsonDocument.Parse(words.ToString()).RootElement.Clone();
    }
}
