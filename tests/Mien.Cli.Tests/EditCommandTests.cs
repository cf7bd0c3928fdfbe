using System.Runtime.CompilerServices;
using System.Text.Json;
using Mien.Checkpoints;
using Mien.Checkpoints.Numpy;
using Mien.Directions;
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Models;

namespace Mien.Cli.Tests;

public sealed class EditCommandTests : IDisposable
{
    private static readonly string[] _variables = ["MIEN_HOME", "MIEN_CACHE", "MIEN_MODEL"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-edit-");
    private readonly string?[] _before = [.. _variables.Select(Environment.GetEnvironmentVariable)];
    private readonly TextWriter _console = Console.Out;

    public EditCommandTests()
    {
        Environment.SetEnvironmentVariable("MIEN_HOME", At("home"));
        Environment.SetEnvironmentVariable("MIEN_CACHE", At("cache"));
        Environment.SetEnvironmentVariable("MIEN_MODEL", null);
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
    public void Edit_PutBackAsADifference_KeepsAllOutsideOfTheFace()
    {
        string photo = Sample("gus.jpg");
        Run(["edit", photo, "--direction", "jaw=1", "--steps", "2", "--paste", "difference", "--out", At("r.png")])
            .ShouldBe(CommandLine.Good);
        Image before = Image.Read(photo), after = Image.Read(At("r.png"));
        using FaceDetector detector = new();
        AlignedCrop crop = AlignedCrop.Of(before, detector.Find(before)[0].Landmarks, 128);
        Affine inverse = crop.Transform.Inverse();
        int changed = 0, outside = 0;
        for (int y = 0; y < before.Height; y++)
        {
            for (int x = 0; x < before.Width; x++)
            {
                int at = ((y * before.Width) + x) * 3;
                if (before.Pixels.Span.Slice(at, 3).SequenceEqual(after.Pixels.Span.Slice(at, 3)))
                {
                    continue;
                }

                changed++;
                Point place = inverse.Apply(new(x, y));
                outside += place.X < -1 || place.Y < -1 || place.X > 128 || place.Y > 128 ? 1 : 0;
            }
        }

        changed.ShouldBeGreaterThan(50);
        outside.ShouldBe(0);
    }

    [Fact]
    public void Edit_AlongADirectionOfAnotherProgram_MovesTheCrop_AndKnowsTheFaceTheSecondTime()
    {
        string photo = Sample("gus.jpg");
        float[] values = new float[256];
        Array.Fill(values, 0.2f);
        NpyWriter.Write(At("odd.npy"), CheckpointTensor.From("", [1, 256], values));
        string[] line = ["edit", photo, "--directions", At("odd.npy"), "--steps", "2", "--set", "paste=none", "--json"];
        Run([.. line, "--direction", "odd=0", "--out", At("0.png")]).ShouldBe(CommandLine.Good);
        StringWriter text = new();
        Console.SetOut(text);
        CommandLine.Run([.. line, "--direction", "odd=3", "--layers", "4-5", "--out", At("3.png")])
            .ShouldBe(CommandLine.Good);
        JsonDocument.Parse(text.ToString()).RootElement.GetProperty("fromCache").GetBoolean().ShouldBeTrue();
        Image.Read(At("0.png")).Pixels.Span.SequenceEqual(Image.Read(At("3.png")).Pixels.Span).ShouldBeFalse();
    }

    [Fact]
    public void Directions_WithoutLabels_AreFoundListedAndDrawn()
    {
        string file = At("free.safetensors");
        Run(["directions", "find", "--labels", "none", "--principal", "2", "--affine", "1", "--layers", "4-5",
            "--check", "0", "--out", file]).ShouldBe(CommandLine.Good);
        StringWriter text = new();
        Console.SetOut(text);
        CommandLine.Run(["directions", "info", "--directions", file, "--json"]).ShouldBe(CommandLine.Good);
        JsonElement[] found = [.. JsonDocument.Parse(text.ToString()).RootElement.GetProperty("directions")
            .EnumerateArray()];
        found.Select(d => d.GetProperty("name").GetString()).ShouldBe(["principal-1", "principal-2", "affine-1"]);
        found.ShouldAllBe(d => d.GetProperty("layers").GetArrayLength() == 2);
        Run(["directions", "sheet", "--directions", file, "--direction", "affine-1", "--seeds", "1-2", "--out",
            At("sheets")]).ShouldBe(CommandLine.Good);
        Image sheet = Image.Read(At("sheets/affine-1.png"));
        (sheet.Width, sheet.Height).ShouldBe((5 * 128, 2 * 128));
    }

    [Fact]
    public void BuiltInModels_HaveTheirOwnDirections()
    {
        foreach (string name in BuiltInModel.Names)
        {
            StoredModel stored = BuiltInModel.Open(name);
            using FaceModel model = ModelLoader.Load(stored);
            DirectionSet set = DirectionFile.Read(stored.DirectionsPath, model.Generator);
            set.MustFit(model);
            foreach (string direction in new[] { "smile", "brows", "jaw", "lids", "gaze-x", "yaw", "pitch" })
            {
                set[direction].Determination.ShouldNotBeNull();
            }
        }
    }

    [Theory]
    [InlineData("find", "say where the directions go with --out")]
    [InlineData("find --labels none --check 0 --out OUT", "--principal")]
    public void Directions_ThatCannotBeFound_SayWhatToType(string line, string words)
    {
        StringWriter error = new();
        TextWriter before = Console.Error;
        Console.SetError(error);
        try
        {
            CommandLine.Run(
                ["directions", .. line.Replace("OUT", At("x.safetensors"), StringComparison.Ordinal).Split(' ')])
                    .ShouldBe(CommandLine.CallersMistake);
        }
        finally
        {
            Console.SetError(before);
        }

        error.ToString().ShouldContain(words);
    }

    private static int Run(string[] line)
    {
        TextWriter before = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            return CommandLine.Run(line);
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    private string At(string file) => Path.Combine(_folder.FullName, file);

    private static string Sample(string name, [CallerFilePath] string here = "")
        => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "samples", name);
}
