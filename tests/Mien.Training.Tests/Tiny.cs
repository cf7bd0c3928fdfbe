using Mien.Models;
using Mien.Training.Encoders;
using Mien.Training.Estimation;
using Mien.Training.Generators;
using Mien.Training.Perceptual;
using Mien.Training.Runs;

namespace Mien.Training.Tests;

/// <summary>Trainings that take seconds.</summary>
internal static class Tiny
{
    public static PerceptualSettings Perceptual { get; } = new()
    {
        Size = 16,
        Widths = [4, 4, 8, 8, 8],
        BatchSize = 16,
        Rate = new(5e-3f, Rise: 5),
    };

    public static EstimatorSettings Estimator { get; } = new()
    {
        Size = 32,
        Channels = [4, 4, 8, 8, 8],
        BatchSize = 8,
        Rate = new(2e-2f, Rise: 5),
    };

    public static GeneratorSettings Generator { get; } = new()
    {
        Resolution = 16,
        Channels = [8, 8, 8],
        WDim = 16,
        MappingLayers = 2,
        BatchSize = 4,
        GrowthSteps = 0,
        Rate = new(2e-2f, Rise: 5),
    };

    /// <summary>Small widths at 32 px with everything that a training can have: growth, then a discriminator.</summary>
    public static GeneratorSettings Contested { get; } = Generator with
    {
        Resolution = 32,
        Channels = [8, 8, 8, 4],
        GrowthSteps = 2,
        AdversarialFrom = 4,
        R1Every = 2,
        ExchangeFrom = 2,
        Portraits = 30,
    };

    public static EncoderSettings Encoder { get; } = new()
    {
        Channels = [4, 4, 8, 8, 8],
        Coarse = 8,
        Whole = 8,
        Hidden = 32,
        BatchSize = 8,
        Portraits = 200,
        Rate = new(2e-2f, Rise: 5),
    };

    /// <summary>A model of 32 px that has learnt nothing.</summary>
    public static StoredModel Model(TemporaryFolder folder, int seed = 0)
    {
        using PerceptualTraining perceptual = new(Perceptual);
        perceptual.Export(folder["perceptual.safetensors"]);
        using GeneratorTraining training = new(
            Generator with { Resolution = 32, Channels = [8, 8, 8, 4], Seed = seed });
        return ModelFolder.Write(folder["model"], training.Generator, folder["perceptual.safetensors"]);
    }

    /// <summary>Takes steps and returns their losses.</summary>
    public static List<float[]> Take(this Trainer training, int steps)
        => [.. Enumerable.Range(0, steps).Select(_ => training.Step())];
}
