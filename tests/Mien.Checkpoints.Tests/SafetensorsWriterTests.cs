using Mien.Checkpoints.Safetensors;

namespace Mien.Checkpoints.Tests;

public class SafetensorsWriterTests
{
    private static readonly CheckpointTensor _a = CheckpointTensor.From(
        "a/ü \"x\"", [2, 3], [1, -2, 3.5f, float.Epsilon, float.MaxValue, 0]);
    private static readonly CheckpointTensor _b = CheckpointTensor.From("b", [], [42]);
    private static readonly CheckpointTensor _empty = CheckpointTensor.From("empty", [0, 4], []);

    [Fact]
    public void Write_ThenOpen_GivesTheSameTensorsAndMetadata()
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(
            folder["x"], [_b, _a, _empty],
            new Dictionary<string, string> { ["licence"] = "MIT, café ✓", ["a"] = "{\"b\":1}" });

        using Checkpoint read = Checkpoint.Open(folder["x"]);

        read.Format.ShouldBe(CheckpointFormat.Safetensors);
        read.Tensors.Select(t => t.ToString()).ShouldBe(["a/ü \"x\": F32 [2, 3]", "b: F32 []", "empty: F32 [0, 4]"]);
        read[_a.Name].ToArray().ShouldBe(_a.ToArray());
        read["b"].ToArray().ShouldBe([42f]);
        read.Metadata["licence"].ShouldBe("MIT, café ✓");
        read.Metadata["a"].ShouldBe("{\"b\":1}");
        (BitConverter.ToInt64(File.ReadAllBytes(folder["x"])) % 8).ShouldBe(0);
    }

    [Fact]
    public void Write_TheSameTensorsInAnotherOrder_GivesTheSameBytes()
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        SafetensorsWriter.Write(folder["x"], [_a, _b], new Dictionary<string, string> { ["k"] = "v", ["j"] = "w" });
        SafetensorsWriter.Write(folder["y"], [_b, _a], new Dictionary<string, string> { ["j"] = "w", ["k"] = "v" });

        File.ReadAllBytes(folder["x"]).ShouldBe(File.ReadAllBytes(folder["y"]));
    }

    /// <summary>
    /// bfloat16 keeps 8 significant bits: 1 + 2⁻⁸ lies halfway between 1 and 1 + 2⁻⁷ and goes to the even 1; 1 + 3·2⁻⁸
    /// goes up to 1 + 2⁻⁶. float16 keeps 11: 1 + 2⁻¹¹ goes to 1.
    /// </summary>
    [Fact]
    public void Write_InSixteenBits_RoundsToNearestEven()
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        CheckpointTensor tensor = CheckpointTensor.From(
            "t", [5], [1 + (1 / 256f), 1 + (3 / 256f), 1 + (1 / 2048f), float.NaN, float.NegativeInfinity]);
        SafetensorsWriter.Write(folder["bf16"], [tensor], type: TensorType.BF16);
        SafetensorsWriter.Write(folder["f16"], [tensor], type: TensorType.F16);

        using Checkpoint bf16 = Checkpoint.Open(folder["bf16"]);
        using Checkpoint f16 = Checkpoint.Open(folder["f16"]);

        bf16["t"].Type.ShouldBe(TensorType.BF16);
        bf16["t"].ToArray().ShouldBe([1f, 1 + (1 / 64f), 1f, float.NaN, float.NegativeInfinity]);
        f16["t"].ToArray().ShouldBe([1 + (1 / 256f), 1 + (3 / 256f), 1f, float.NaN, float.NegativeInfinity]);
    }

    [Fact]
    public void Write_WhenATensorCannotBeRead_LeavesTheOldFileAndNothingElse()
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        File.WriteAllText(folder["x"], "old");
        Checkpoint closed = Checkpoint.Open(GoldenFormats.PathOf("mixed.safetensors"));
        closed.Dispose();

        Should.Throw<ObjectDisposedException>(() => SafetensorsWriter.Write(folder["x"], [_b, .. closed.Tensors]));

        File.ReadAllText(folder["x"]).ShouldBe("old");
        folder.Files.ShouldBe(["x"]);
    }

    [Fact]
    public void Write_TwoTensorsOfOneName_Throws() =>
        Should.Throw<ArgumentException>(
            () => SafetensorsWriter.Write("never-written", [_b, _b])).Message.ShouldContain("'b'");
}
