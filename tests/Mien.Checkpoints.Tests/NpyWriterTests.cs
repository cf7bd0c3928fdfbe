using Mien.Checkpoints.Numpy;

namespace Mien.Checkpoints.Tests;

public class NpyWriterTests
{
    [Fact]
    public void Write_ALatent_GivesTheBytesThatNumpyWrites()
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        using Checkpoint golden = Checkpoint.Open(GoldenFormats.PathOf("latent-f32.npy"));

        NpyWriter.Write(folder["x.npy"], golden[""]);

        File.ReadAllBytes(folder["x.npy"]).ShouldBe(File.ReadAllBytes(GoldenFormats.PathOf("latent-f32.npy")));
    }

    [Theory]
    [InlineData("scalar.npy")]
    [InlineData("latent-512.npy")]
    [InlineData("latent-f64-fortran.npy")]
    public void Write_ThenOpen_GivesTheSameArray(string file)
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        using Checkpoint golden = Checkpoint.Open(GoldenFormats.PathOf(file));
        NpyWriter.Write(folder["x"], golden[""]);

        using Checkpoint read = Checkpoint.Open(folder["x"]);

        read[""].Shape.ShouldBe(golden[""].Shape);
        read[""].ToArray().ShouldBe(golden[""].ToArray());
    }

    [Fact]
    public void WriteArchive_ThenOpen_GivesTheSameArraysEachTimeTheSameBytes()
    {
        using GoldenFormats.TemporaryFolder folder = GoldenFormats.Temporary();
        using Checkpoint golden = Checkpoint.Open(GoldenFormats.PathOf("latents-deflated.npz"));
        NpyWriter.WriteArchive(folder["x"], golden.Tensors);
        NpyWriter.WriteArchive(folder["y"], golden.Tensors);

        using Checkpoint read = Checkpoint.Open(folder["x"]);

        read.Format.ShouldBe(CheckpointFormat.Npz);
        read.Tensors.Select(t => t.Name).ShouldBe(golden.Tensors.Select(t => t.Name));
        read["w"].ToArray().ShouldBe(golden["w"].ToArray());
        File.ReadAllBytes(folder["x"]).ShouldBe(File.ReadAllBytes(folder["y"]));
    }

    [Fact]
    public void WriteArchive_TwoArraysOfOneName_Throws()
    {
        CheckpointTensor array = CheckpointTensor.From("w", [1], [1]);

        Should.Throw<ArgumentException>(() => NpyWriter.WriteArchive("never-written", [array, array]));
    }
}
