using Mien.Training.Runs;

namespace Mien.Training.Encoders;

/// <summary>How an encoder is learnt from a generator's own pictures.</summary>
public sealed record LatentRegressionSettings
{
    /// <summary>Channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the size.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [24, 40, 56, 80, 112];

    /// <summary>Features of the picture at 1/32 of its size, read as a whole.</summary>
    public int Coarse { get; init; } = 128;

    /// <summary>Features of the small picture itself, read as a whole.</summary>
    public int Whole { get; init; } = 256;

    /// <summary>Features from which the style vector is told.</summary>
    public int Hidden { get; init; } = 512;

    /// <summary>
    /// Width and height of the pictures that it looks at, a multiple of 32, pixels; null for the generator's, 128 at
    /// most.
    /// </summary>
    public int? Size { get; init; }

    /// <summary>Different pictures, each painted once and kept in a file; then they come round again.</summary>
    public int Pictures { get; init; } = 30_000;

    /// <summary>
    /// Truncation ψ of every second picture is spread evenly between this and 1; the others are not truncated. Faces of
    /// photographs lie nearer the mean than samples do.
    /// </summary>
    public float LeastPsi { get; init; } = 0.3f;

    /// <summary>
    /// A smaller image of a generator with skip images stands for the reduced full one if, with a gain and an offset
    /// for each colour, it tells at least this share of its variance; above 1 for never.
    /// </summary>
    public float SkipFidelity { get; init; } = 0.95f;

    /// <summary>Pictures a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The rate of Muon for convolutions and of Adam for the rest.</summary>
    public RisingRate Rate { get; init; } = new(2e-2f, Rise: 50, Hold: 1000);

    /// <summary>Pictures after which a weight has lost half of its part in the moving average.</summary>
    public float AverageHalfLife { get; init; } = 5_000;

    /// <summary>Chooses the pictures and the first weights.</summary>
    public int Seed { get; init; } = 5;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    internal void Check()
    {
        if (BatchSize < 1 || Pictures < BatchSize || LeastPsi is not (>= 0 and <= 1))
        {
            throw new ArgumentException(
                $"an encoder needs at least as many pictures as a step takes, and ψ of 0 to 1, not {Pictures}, {BatchSize} and {LeastPsi}");
        }
    }
}
