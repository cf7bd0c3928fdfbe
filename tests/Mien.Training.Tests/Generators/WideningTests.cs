using Mien.Networks;
using Mien.Tensors;
using Mien.Training.Generators;
using Mien.Training.Perceptual;
using Mien.Training.Runs;

namespace Mien.Training.Tests.Generators;

public sealed class WideningTests
{
    [Fact]
    public void Training_FromFewerChannels_PaintsTheSameAtFirstAndLearns()
    {
        using TemporaryFolder folder = new();
        using GeneratorTraining narrow = new(Tiny.Generator with { ExchangeFrom = null });
        narrow.Take(5);
        narrow.Save(folder["narrow.safetensors"]);
        using GeneratorTraining wide = new(
            Tiny.Generator with { Channels = [8, 12, 20], ExchangeFrom = null },
            startPath: folder["narrow.safetensors"]);
        float[] expected = Paint(narrow), actual = Paint(wide);
        for (int i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], 2e-5f);
        }

        wide.Take(5);
        Paint(wide).ShouldNotBe(actual);
    }

    [Fact]
    public void Training_FromMoreChannels_BeginsThereAtRandom()
    {
        using TemporaryFolder folder = new();
        using GeneratorTraining wide = new(Tiny.Generator with { Channels = [8, 12, 20] });
        wide.Save(folder["wide.safetensors"]);
        using GeneratorTraining narrow = new(Tiny.Generator, startPath: folder["wide.safetensors"]),
            random = new(Tiny.Generator);
        Weight(narrow).ShouldBe(Weight(random));
        narrow.Generator.Parameters["synthesis.b4.conv1.weight"].ToArray()
            .ShouldBe(wide.Generator.Parameters["synthesis.b4.conv1.weight"].ToArray());

        static float[] Weight(GeneratorTraining training)
            => training.Generator.Parameters["synthesis.b16.conv1.weight"].ToArray();
    }

    [Fact]
    public void ChannelsOf_ACheckpointOrAModel_AreItsOwnAndNarrowBeyond()
    {
        using TemporaryFolder folder = new();
        using GeneratorTraining wide = new(Tiny.Generator with { Channels = [8, 12, 20] });
        wide.Save(folder["wide.safetensors"]);
        using PerceptualTraining perceptual = new(Tiny.Perceptual);
        perceptual.Export(folder["perceptual.safetensors"]);
        string model = ModelFolder.Write(folder["model"], wide.Generator, folder["perceptual.safetensors"]).WeightsPath;
        foreach (string start in new[] { folder["wide.safetensors"], model })
        {
            GeneratorTraining.ChannelsOf(start, 16).ShouldBe([8, 12, 20]);
            GeneratorTraining.ChannelsOf(start, 8).ShouldBe([8, 12]);
            GeneratorTraining.ChannelsOf(start, 64).ShouldBe([8, 12, 20, 64, 32]);
        }
    }

    private static float[] Paint(GeneratorTraining training)
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([2, training.Generator.Architecture.ZDim], seed: 3);
        return training.Generator.Synthesize(
            training.Generator.Map(z), new() { Noise = Noise.None, Precision = Precision.Float32 }).ToArray();
    }
}
