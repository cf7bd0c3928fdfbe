using Mien.Networks.StyleGan2;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Networks.Tests.StyleGan2;

public sealed class StyleGan2GeneratorTests
{
    private static readonly StyleGan2Architecture _small = new()
    {
        Resolution = 16,
        ZDim = 12,
        WDim = 10,
        Channels = [9, 8, 5],
        MappingLayers = 2,
    };

    [Theory]
    [InlineData(16, 6)]
    [InlineData(256, 14)]
    [InlineData(1024, 18)]
    public void Architecture_OfAResolution_HasTheLayersOfThePaper(int resolution, int layers)
    {
        StyleGan2Architecture a = new()
        {
            Resolution = resolution,
            Channels = StyleGan2Architecture.ConfigurationF(resolution),
        };
        a.Check();
        a.Layers.ShouldBe(layers);
        a.ChannelsAt(resolution).ShouldBe(Math.Min(512, 32768 / resolution));
    }

    [Fact]
    public void Architecture_WithTooFewWidths_Throws()
        => Should.Throw<ArgumentException>(
            () => new StyleGan2Architecture
            {
                Resolution = 64,
                Channels = [8, 8],
            }.Check()).Message.ShouldContain("5 widths");

    [Fact]
    public void Generator_WithoutATensor_NamesIt()
    {
        Dictionary<string, Tensor> weights = StyleGan2Initialization.Weights(_small, 1);
        weights.Remove("synthesis.b8.conv0.bias");
        Should.Throw<ArgumentException>(() => new StyleGan2Generator(_small, weights)).Message.ShouldContain(
            "synthesis.b8.conv0.bias");
    }

    [Fact]
    public void Generator_WithATensorOfAnotherShape_NamesBothShapes()
    {
        Dictionary<string, Tensor> weights = StyleGan2Initialization.Weights(_small, 1);
        weights["synthesis.b8.conv0.bias"] = Tensor.Zeros([7]);
        string message = Should.Throw<ArgumentException>(() => new StyleGan2Generator(_small, weights)).Message;
        message.ShouldContain("[8]");
        message.ShouldContain("[7]");
    }

    [Fact]
    public void Synthesize_ThatStopsEarly_GivesTheSkipImagesOfTheWhole()
    {
        using StyleGan2Generator generator = Small();
        using Tape tape = new();
        using Tensor ws = Tensor.Normal([2, 6, 10], 3);
        IReadOnlyList<Tensor> whole = generator.SynthesizeAll(ws),
            part = generator.SynthesizeAll(ws, new() { StopAt = 8 });
        whole.Select(i => i.Shape[1]).ShouldBe([4, 8, 16]);
        part.Count.ShouldBe(2);
        part[1].ToArray().ShouldBe(whole[1].ToArray());
        Should.Throw<ArgumentException>(() => generator.Synthesize(ws, new() { StopAt = 12 }));
    }

    [Fact]
    public void Synthesize_WithSeededNoise_DependsOnTheSeedAlone()
    {
        using StyleGan2Generator generator = Small();
        using Tape tape = new();
        using Tensor ws = Tensor.Normal([2, 6, 10], 3);
        float[] Image(int seed) => generator.Synthesize(ws, new() { Noise = Noise.Random(seed) }).ToArray();
        Image(1).ShouldBe(Image(1));
        Image(2).ShouldNotBe(Image(1));
    }

    [Fact]
    public void Synthesize_WithGivenNoise_EqualsTheStoredAndHasItsGradient()
    {
        using StyleGan2Generator generator = Small();
        using Tape tape = new();
        using Tensor ws = Tensor.Normal([2, 6, 10], 3);
        Tensor[] maps = [.. generator.Buffers.Where(b => b.Key.EndsWith("noise_const", StringComparison.Ordinal))
            .Select(b => b.Value.Clone())];
        maps.Length.ShouldBe(5);
        float[] expected = generator.Synthesize(ws).ToArray();
        Array.ForEach(maps, tape.Watch);
        Tensor image = generator.Synthesize(ws, new() { Noise = Noise.Given(maps) });
        image.ToArray().ShouldBe(expected);
        tape.Backward(image, image);
        maps.ShouldAllBe(map => tape.Gradient(map)!.ToArray().Any(g => g != 0));
        Array.ForEach(maps, map => map.Dispose());
    }

    [Fact]
    public void Synthesize_AfterAStepOfTraining_UsesTheNewWeights()
    {
        using StyleGan2Generator generator = Small();
        using Tensor ws = Tensor.Normal([2, 6, 10], 3);
        Tensor[] parameters = [.. generator.Parameters.Values];
        using Adam adam = new(parameters);
        using (Tape frozen = new())
        {
            generator.Synthesize(ws); // fills what is kept while frozen
        }

        using (Tape tape = new())
        {
            Array.ForEach(parameters, tape.Watch);
            tape.Backward(generator.Synthesize(ws).Square().Sum());
            adam.Step(tape, 0.1f);
        }

        using Tape after = new();
        using StyleGan2Generator fresh = generator.Clone();
        generator.Synthesize(ws).ToArray().ShouldBe(fresh.Synthesize(ws).ToArray());
    }

    [Fact]
    public void Map_ToThePsiOfZero_GivesTheMeanStyle()
    {
        using StyleGan2Generator generator = Small();
        using Tape tape = new();
        using Tensor z = Tensor.Normal([3, 12], 5);
        Tensor.Normal([10], 6).Span.CopyTo(generator.MeanStyle.WritableSpan);
        generator.Map(z, psi: 0).ToArray().Chunk(10).ShouldAllBe(w => w.SequenceEqual(generator.MeanStyle.ToArray()));
    }

    [Fact]
    public void Map_WithALabel_NormalisesLatentAndEmbeddingApart()
    {
        StyleGan2Architecture conditional = _small with { LabelDim = 3, MappingLayers = 1 };
        using StyleGan2Generator generator = new(conditional, StyleGan2Initialization.Weights(conditional, 4));
        IReadOnlyDictionary<string, Tensor> weights = generator.Parameters;
        using Tape tape = new();
        using Tensor z = Tensor.Normal([2, 12], 5), label = Tensor.From([1, 0, 0, 0, 0, 1], [2, 3]);

        // embed: label · Wᵀ / √3; fc0: [ẑ, ê] · Wᵀ · 0.01 / √22, and the bias is 0.
        Tensor embedded = label.Dense(weights["mapping.embed.weight"].Times(1 / MathF.Sqrt(3))).PixelNorm();
        Tensor both = new[] { z.PixelNorm(), embedded }.Concat(1);
        Tensor expected = both.Dense(weights["mapping.fc0.weight"].Times(0.01f / MathF.Sqrt(22)))
            .LeakyRelu(0.2f, MathF.Sqrt(2));
        float[] actual = generator.Map(z, label).Select(5).ToArray();
        actual.Zip(expected.ToArray(), (a, e) => Math.Abs(a - e)).Max().ShouldBeLessThan(1e-5f);
        Should.Throw<ArgumentException>(() => generator.Map(z));
    }

    private static StyleGan2Generator Small()
    {
        Dictionary<string, Tensor> weights = StyleGan2Initialization.Weights(_small, 1);
        foreach ((string name, Tensor tensor) in weights)
        {
            if (name.EndsWith("noise_strength", StringComparison.Ordinal))
            {
                tensor.WritableSpan[0] = 0.5f;
            }
        }

        return new(_small, weights);
    }
}
