using Mien.Checkpoints;
using Mien.Checkpoints.Tests;
using Mien.Networks.Import;
using Mien.Tensors;

namespace Mien.Networks.Tests.Import;

/// <summary>
/// From a weight file to the picture: whatever the file calls its tensors, its network gives the golden styles and
/// images.
/// </summary>
public class GoldenImageTests
{
    /// <summary>Relative to the largest absolute value; the reference computed in float64.</summary>
    private const float Tolerance = 1e-4f;

    [Theory]
    [InlineData("stylegan2-nvidia-p3.pkl")]
    [InlineData("stylegan2-nvidia-sg3-p3.pkl")]
    [InlineData("stylegan2-nvidia-sg3-p4.pkl")]
    [InlineData("stylegan2-rosinality.pt")]
    [InlineData("stylegan2-rosinality-legacy.pt")]
    [InlineData("stylegan2-tensorflow-p2.pkl")]
    [InlineData("stylegan2-tensorflow-p4.pkl")]
    public void StyleGan2_FromAnyFile_GivesTheGoldenImages(string file)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));
        using Checkpoint golden = Checkpoint.Open(GoldenFormats.PathOf("outputs.safetensors"));
        using StyleGenerator generator = NetworkImport.Generator(checkpoint).Build();

        using Tape tape = new();
        Tensor ws = generator.Map(golden["input/z"].ToTensor(), psi: 0.7f);
        Close(ws, golden["expected/stylegan2/ws"], image: false);
        Tensor image = generator.Synthesize(ws);
        Close(image, golden["expected/stylegan2/image"], image: true);
    }

    [Theory]
    [InlineData("stylegan1-tensorflow-p2.pkl")]
    [InlineData("stylegan1-tensorflow-numpy2.pkl")]
    public void StyleGan1_FromAnyFile_GivesTheGoldenImages(string file)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));
        using Checkpoint golden = Checkpoint.Open(GoldenFormats.PathOf("outputs.safetensors"));
        using StyleGenerator generator = NetworkImport.Generator(checkpoint).Build();

        using Tape tape = new();
        Tensor ws = generator.Map(golden["input/z"].ToTensor(), psi: 0.7f);
        Close(ws, golden["expected/stylegan1/dlatents"], image: false);
        Tensor image = generator.Synthesize(ws);
        Close(image, golden["expected/stylegan1/image"], image: true);
    }

    [Theory]
    [InlineData("stylegan3-t-nvidia-p3.pkl", "stylegan3-t")]
    [InlineData("stylegan3-t-nvidia-p4.pkl", "stylegan3-t")]
    [InlineData("stylegan3-r-nvidia-p3.pkl", "stylegan3-r")]
    [InlineData("stylegan3-r-nvidia-p4.pkl", "stylegan3-r")]
    public void StyleGan3_FromNvidiasPickles_GivesTheGoldenImages(string file, string network)
    {
        using Checkpoint checkpoint = Checkpoint.Open(GoldenFormats.PathOf(file));
        using Checkpoint golden = Checkpoint.Open(GoldenFormats.PathOf("outputs-stylegan3.safetensors"));
        using StyleGenerator generator = NetworkImport.Generator(checkpoint).Build();

        using Tape tape = new();
        using Tensor? label = generator.Architecture.LabelDim > 0 ? golden["input/c"].ToTensor() : null;
        Tensor ws = generator.Map(golden["input/z"].ToTensor(), label, psi: 0.7f);
        Close(ws, golden[$"expected/{network}/ws"], image: false);
        Tensor image = generator.Synthesize(ws);
        Close(image, golden[$"expected/{network}/image"], image: true);
    }

    /// <summary>The engine's images are [N, H, W, C], the golden ones [N, C, H, W].</summary>
    private static void Close(Tensor actual, CheckpointTensor expected, bool image)
    {
        CheckpointTensor wanted = image ? OtherNames.Permuted(expected, "", 0, 2, 3, 1) : expected;
        float[] values = wanted.ToArray();
        actual.ToArray().ShouldBe(values, Tolerance * values.Max(Math.Abs));
    }
}
