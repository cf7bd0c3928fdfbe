using Mien.Checkpoints;
using Mien.Checkpoints.Numpy;
using Mien.Checkpoints.Safetensors;
using Mien.Generation;
using Mien.Models;

namespace Mien.Tests.Generation;

/// <summary>
/// The kind: files of style vectors as Mien and other projectors write them, under any of their names and shapes.
/// </summary>
public sealed class StyleVectorFileTests : IDisposable
{
    private const int L = TinyModel.Layers;
    private const int W = TinyModel.StyleLength;

    private readonly FaceModel _model = TinyModel.Create();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-styles-");

    public void Dispose()
    {
        _model.Dispose();
        _folder.Delete(recursive: true);
    }

    public static TheoryData<int[], int> Shapes => new()
    {
        { [1, L, W], 1 }, { [L, W], 1 }, { [3, L, W], 3 }, { [W], 1 }, { [1, W], 1 }, { [1, 1, W], 1 },
        { [2, 1, W], 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Read_OfAnyUsualShape_GivesAllLayers(int[] shape, int pictures)
    {
        string path = Npy(shape);
        IReadOnlyList<float[]> read = StyleVectorFile.Read(path, _model.Generator).Pictures;
        read.Count.ShouldBe(pictures);
        read.ShouldAllBe(styles => styles.Length == L * W);
        read[0][..W].ShouldBe(Values(W)); // the first layer
        bool isOfOne = shape[^1] == W && (shape.Length == 1 || shape[^2] == 1);
        read[0][W..(2 * W)].ShouldBe(isOfOne ? Values(W) : [.. Values(2 * W)[W..]]);
    }

    [Theory]
    [InlineData(L - 1, W)]
    [InlineData(L, W - 1)]
    [InlineData(2, W)] // two pictures, or the layers of another model: it cannot be told
    [InlineData(0, W)]
    public void Read_OfAnotherShape_SaysWhichIsWanted(int first, int second)
        => Should.Throw<CheckpointException>(
            () => StyleVectorFile.Read(Npy([first, second]), _model.Generator)).Message.ShouldContain($"[N, {L}, {W}]");

    [Theory]
    [InlineData("w")]
    [InlineData("ws")]
    [InlineData("latent")]
    [InlineData("latents")]
    [InlineData("w_plus")]
    [InlineData("project/ada.jpg/latent")]
    [InlineData("results.latent_codes")]
    public void Read_OfAFileWithOtherArraysToo_TakesTheStyleVectors(string name)
    {
        string path = At("projector.safetensors");
        SafetensorsWriter.Write(
            path, [CheckpointTensor.From(name, [1, L, W], Values(L * W)), CheckpointTensor.From(
                "noise/0", [4, 4], Values(16)), CheckpointTensor.From("img", [3, 8, 8], Values(192))]);
        StyleVectorSet read = StyleVectorFile.Read(path, _model.Generator);
        read.Pictures.Single().ShouldBe(Values(L * W));
        read.IsModelKnown.ShouldBeFalse();
        read.MustFit("any", "0123456789abcdef"); // cannot be told
    }

    [Fact]
    public void Read_OfNumbersThatAreNone_NamesTheArray()
    {
        float[] values = Values(L * W);
        values[5] = float.PositiveInfinity;
        string path = At("bad.safetensors");
        SafetensorsWriter.Write(path, [CheckpointTensor.From("latent", [1, L, W], values)]);
        Should.Throw<CheckpointException>(
            () => StyleVectorFile.Read(path, _model.Generator)).Message.ShouldContain("'latent'");
    }

    [Fact]
    public void Read_OfAFileWithoutAny_SaysWhatTheyAreCalled()
    {
        string path = At("other.safetensors");
        SafetensorsWriter.Write(
            path, [CheckpointTensor.From("a", [4], Values(4)), CheckpointTensor.From("b", [4], Values(4))]);
        Should.Throw<CheckpointException>(
            () => StyleVectorFile.Read(path, _model.Generator)).Message.ShouldContain("latent");
    }

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => i * 0.25f)];

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string Npy(int[] shape)
    {
        string path = At("styles.npy");
        NpyWriter.Write(path, CheckpointTensor.From("", shape, Values(shape.Aggregate(1, (a, b) => a * b))));
        return path;
    }
}
