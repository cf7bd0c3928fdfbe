using System.Text.Json;
using Mien.Checkpoints;
using Mien.Checkpoints.Numpy;
using Mien.Faces.Images;

namespace Mien.Cli.Tests;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-generate-");
    private readonly string? _home = Environment.GetEnvironmentVariable("MIEN_HOME");
    private readonly TextWriter _console = Console.Out;

    public GenerateCommandTests()
    {
        Environment.SetEnvironmentVariable("MIEN_HOME", Path.Combine(_folder.FullName, "models"));
        Console.SetOut(new StringWriter());
        CommandLine.Run(["models", "import", Golden("stylegan2-nvidia-p3.pkl"), "--name", "tiny"])
            .ShouldBe(CommandLine.Good);
        CommandLine.Run(["models", "import", Golden("stylegan1-tensorflow-p4.pkl"), "--name", "older"])
            .ShouldBe(CommandLine.Good);
        CommandLine.Run(["models", "import", Golden("stylegan3-t-nvidia-p4.pkl"), "--name", "third"])
            .ShouldBe(CommandLine.Good);
        CommandLine.Run(["models", "import", Golden("stylegan3-r-nvidia-p4.pkl"), "--name", "classes"])
            .ShouldBe(CommandLine.Good);
    }

    public void Dispose()
    {
        Console.SetOut(_console);
        Environment.SetEnvironmentVariable("MIEN_HOME", _home);
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("tiny", "expected/stylegan2/ws", "expected/stylegan2/image")]
    [InlineData("older", "expected/stylegan1/dlatents", "expected/stylegan1/image")]
    public void Generate_FromGoldenStyles_WritesTheGoldenImages(string model, string styles, string image)
    {
        using Checkpoint golden = Checkpoint.Open(Golden("outputs.safetensors"));
        NpyWriter.Write(At("styles.npy"), golden[styles]);

        CommandLine.Run(
            ["generate", "--model", model, "--styles", At("styles.npy"), "--raw", At("raw.npy"), "--out", At("two.png"),
                "--precision", "float32"]).ShouldBe(CommandLine.Good);

        using Checkpoint raw = Checkpoint.Open(At("raw.npy"));
        raw.Tensors[0].Shape.ShouldBe([2, 3, 16, 16]);
        float[] expected = golden[image].ToArray(), actual = raw.Tensors[0].ToArray();
        actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max().ShouldBeLessThan(1e-4f * expected.Max(Math.Abs));
        Image picture = Image.Read(At("two.png"));
        (picture.Width, picture.Height).ShouldBe((32, 16));
        picture.Pixels.Span[(16 * 3) + 1].ShouldBe(
            (byte)Math.Clamp(MathF.Round((expected[1024] + 1) * 127.5f), 0, 255), "green, second picture, top left");
    }

    [Fact]
    public void Generate_WithAStyleGan3_TurnsAndShiftsThePicture()
    {
        using Checkpoint golden = Checkpoint.Open(Golden("outputs-stylegan3.safetensors"));
        NpyWriter.Write(At("styles.npy"), golden["expected/stylegan3-t/ws"]);
        float[] Raw(params string[] more)
        {
            CommandLine.Run(
                ["generate", "--model", "third", "--styles", At("styles.npy"), "--raw", At("raw.npy"), "--precision",
                    "float32", .. more]).ShouldBe(CommandLine.Good);
            using Checkpoint raw = Checkpoint.Open(At("raw.npy"));
            return raw.Tensors[0].ToArray();
        }

        float[] expected = golden["expected/stylegan3-t/image"].ToArray(), plain = Raw();
        plain.Zip(expected, (a, e) => Math.Abs(a - e)).Max().ShouldBeLessThan(1e-4f * expected.Max(Math.Abs));
        float[] moved = Raw("--rotate", "0", "--shift", "0.25", "0");
        moved.ShouldNotBe(plain);

        // A quarter of the picture to the right: 8 of 32 columns. Away from the margin the network is as good as
        // equivariant.
        double difference = 0, size = 0;
        for (int y = 0; y < 32; y++)
        {
            for (int x = 16; x < 24; x++)
            {
                difference += Math.Pow(moved[(y * 32) + x] - plain[(y * 32) + x - 8], 2);
                size += Math.Pow(plain[(y * 32) + x - 8], 2);
            }
        }

        difference.ShouldBeLessThan(0.05 * size);
        CommandLine.Run(["generate", "--model", "tiny", "--seeds", "1", "--rotate", "20", "--out", At("x.png")])
            .ShouldBe(CommandLine.CallersMistake);
    }

    [Fact]
    public void Generate_WithClasses_TakesTheOneAskedForOrTheMean()
    {
        using StringWriter errors = new();
        TextWriter before = Console.Error;
        Console.SetError(errors);
        float[] Raw(params string[] more)
        {
            CommandLine.Run(["generate", "--model", "classes", "--seeds", "3", "--raw", At("raw.npy"), .. more])
                .ShouldBe(CommandLine.Good);
            using Checkpoint raw = Checkpoint.Open(At("raw.npy"));
            return raw.Tensors[0].ToArray();
        }

        float[] first = Raw("--class", "0"), second = Raw("--class", "1");
        errors.ToString().ShouldNotContain("classes");
        float[] mean = Raw();
        Console.SetError(before);
        first.ShouldNotBe(second);
        mean.ShouldNotBe(first);
        errors.ToString().ShouldContain("classes 0 to 1");
        CommandLine.Run(["generate", "--model", "classes", "--seeds", "3", "--class", "2", "--out", At("x.png")])
            .ShouldBe(CommandLine.CallersMistake);
        CommandLine.Run(["generate", "--model", "tiny", "--seeds", "3", "--class", "0", "--out", At("x.png")])
            .ShouldBe(CommandLine.CallersMistake);
    }

    [Fact]
    public void Generate_FromSeeds_DrawsAGridThatSeedsAndTruncationDecide()
    {
        using StringWriter output = new();
        Console.SetOut(output);
        CommandLine.Run(
            ["generate", "--model", "tiny", "--seeds", "0-2,7", "--truncation", "0.7", "--out", At("grid.png"),
                "--json"]).ShouldBe(CommandLine.Good);
        JsonElement said = JsonDocument.Parse(output.ToString()).RootElement;
        said.GetProperty("pictures").GetInt32().ShouldBe(4);
        said.GetProperty("seeds").EnumerateArray().Select(s => s.GetInt32()).ShouldBe([0, 1, 2, 7]);
        Image grid = Image.Read(At("grid.png"));
        (grid.Width, grid.Height).ShouldBe((32, 32));

        CommandLine.Run(
            ["generate", "--model", "tiny", "--seeds", "7", "--truncation", "0.7", "--out", At("seven.png")])
                .ShouldBe(CommandLine.Good);
        Image seven = Image.Read(At("seven.png"));
        Enumerable.Range(0, 16).ShouldAllBe(
            y => grid.Pixels.Slice((((16 + y) * 32) + 16) * 3, 48).ToArray()
                .SequenceEqual(seven.Pixels.Slice(y * 48, 48).ToArray()));
        CommandLine.Run(["generate", "--model", "tiny", "--seeds", "7", "--out", At("other.png")])
            .ShouldBe(CommandLine.Good);
        Image.Read(At("other.png")).Hash.ShouldNotBe(seven.Hash);
    }

    [Fact]
    public void Generate_InBFloat16_StaysWithin40Decibels()
    {
        float[] Raw(string precision)
        {
            CommandLine.Run(
                ["generate", "--model", "tiny", "--seeds", "0-3", "--precision", precision, "--raw",
                    At(precision + ".npy")]).ShouldBe(CommandLine.Good);
            using Checkpoint file = Checkpoint.Open(At(precision + ".npy"));
            return file.Tensors[0].ToArray();
        }

        double squares = Raw("bfloat16").Zip(Raw("float32"), (a, b) => Math.Pow(a - b, 2)).Average();
        (10 * Math.Log10(4 / squares)).ShouldBeGreaterThan(40);
    }

    [Theory]
    [InlineData("--out", "x.png")]
    [InlineData("--seeds", "0-3")]
    [InlineData("--seeds", "3-0", "--out", "x.png")]
    [InlineData("--seeds", "a", "--out", "x.png")]
    [InlineData("--seeds", "0-99999999", "--out", "x.png")]
    [InlineData("--seeds", "1", "--styles", "x.npy", "--out", "x.png")]
    [InlineData("--styles", "no-such-file.npy", "--out", "x.png")]
    [InlineData("--seeds", "1", "--out", "no-such-folder/x.png")]
    [InlineData("--seeds", "1", "--out", "x.gif")]
    [InlineData("--seeds", "1", "--out", "x.png", "--precision", "float8")]
    public void Generate_WithAMistake_SaysSoAndWritesNothing(params string[] options)
    {
        string[] placed = [.. options.Select(
            o => o.Contains(".png", StringComparison.Ordinal) || o.Contains(".gif", StringComparison.Ordinal)
                ? At(o) : o)];
        CommandLine.Run(["generate", "--model", "tiny", .. placed]).ShouldBe(CommandLine.CallersMistake);
        _folder.GetFiles().ShouldBeEmpty();
    }

    [Fact]
    public void Generate_FromStylesOfAnotherModel_NamesBothShapes()
    {
        NpyWriter.Write(At("styles.npy"), CheckpointTensor.From("", [1, 18, 512], new float[18 * 512]));
        using StringWriter errors = new();
        TextWriter before = Console.Error;
        Console.SetError(errors);
        CommandLine.Run(["generate", "--model", "tiny", "--styles", At("styles.npy"), "--out", At("x.png")])
            .ShouldBe(CommandLine.CallersMistake);
        Console.SetError(before);
        errors.ToString().ShouldContain("[1, 18, 512]");
        errors.ToString().ShouldContain("[N, 6, 8]");
    }

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "formats", file);

    private string At(string file) => Path.Combine(_folder.FullName, file);
}
