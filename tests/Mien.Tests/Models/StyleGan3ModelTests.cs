using Mien.Checkpoints;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks.StyleGan3;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Transfer;

namespace Mien.Tests.Models;

/// <summary>A StyleGAN3 as a model: what works with one family works with all.</summary>
public sealed class StyleGan3ModelTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-stylegan3-");
    private readonly StoredModel _stored;

    public StyleGan3ModelTests() => _stored = new ModelImport
    {
        GeneratorFile = Golden("stylegan3-t-nvidia-p3.pkl"),
        PerceptualFiles = [Golden("vgg16-zip.pth")],
        Name = "third",
    }.Into(new(Path.Combine(_folder.FullName, "store")));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Card_WrittenAndRead_HasEveryLayerAndTheClamp()
    {
        using Checkpoint file = Checkpoint.Open(Golden("stylegan3-t-nvidia-p3.pkl"));
        StyleGan3Architecture expected =
            (StyleGan3Architecture)Networks.Import.NetworkImport.Generator(file).Architecture;

        StyleGan3Architecture read = ModelCard.Read(
            Path.Combine(
                _stored.Folder, StoredModel.CardFile)).Generator.Architecture.ShouldBeOfType<StyleGan3Architecture>();

        read.Synthesis.ShouldBe(expected.Synthesis);
        read.Channels.ShouldBe(expected.Channels);
        (read with { Synthesis = [], Channels = [] }).ToString()
            .ShouldBe((expected with { Synthesis = [], Channels = [] }).ToString());
        read.ConvClamp.ShouldBe(256);
    }

    [Fact]
    public void LoadGenerator_OfTheStore_GivesTheGoldenImage()
    {
        using Checkpoint golden = Checkpoint.Open(Golden("outputs-stylegan3.safetensors"));
        using Networks.StyleGenerator generator = ModelLoader.LoadGenerator(_stored);
        using Tape tape = new();
        using Tensor ws = Tensor.From(
            golden["expected/stylegan3-t/ws"].ToArray(), [2, generator.Layers, generator.StyleLength]);
        float[] image = generator.Synthesize(ws).ToArray(), expected = golden["expected/stylegan3-t/image"].ToArray();
        int pixels = 32 * 32;
        for (int i = 0; i < image.Length; i++)
        {
            int item = i / (3 * pixels), pixel = i / 3 % pixels, channel = i % 3;
            image[i].ShouldBe(expected[(((item * 3) + channel) * pixels) + pixel], 1e-4 * expected.Max(Math.Abs));
        }
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void InvertFuseAndRender_WorkAsWithOtherFamilies(Precision precision)
    {
        using FaceModel model = ModelLoader.Load(_stored);
        float[] Inverted(int seed)
        {
            using Tape tape = new();
            using Tensor z = Tensor.Normal([1, model.Generator.LatentLength], seed);
            using Tensor target = model.Generator.Synthesize(model.Generator.Map(z)).Clone();
            InversionResult result = new Inverter(model).Invert(
                target, new()
                {
                    Steps = 60,
                    Rate = new(0.05f, 0.05f, 0.5f),
                    PixelWeight = 1,
                    Precision = precision
                })[0];
            float[] mean = [.. Enumerable.Repeat(model.Generator.MeanStyle.ToArray(), model.Generator.Layers)
                .SelectMany(style => style)];
            Error(result.Styles, target).ShouldBeLessThan(0.7f * Error(mean, target));
            return result.Styles;
        }

        // The features of the tiny perceptual network are next to nothing: the pixels lead.
        float Error(float[] styles, Tensor target)
        {
            using Tape tape = new();
            using Tensor ws = Tensor.From(styles, [1, model.Generator.Layers, model.Generator.StyleLength]);
            return model.Generator.Synthesize(ws).MeanSquaredDifference(target).Item;
        }

        float[] appearance = Inverted(1), expression = Inverted(2);
        StyleRenderer renderer = new(model, precision);
        Faces.Images.Image fused = renderer.Render(
            StyleFusion.Combine(
                appearance, expression, TransferSettings.For(model).Layers
                    ?? LayerMask.Default(model.Generator.Layers)));
        (fused.Width, fused.Height).ShouldBe((32, 32));
        fused.Hash.ShouldNotBe(renderer.Render(appearance).Hash);
    }

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "formats", file);
}
