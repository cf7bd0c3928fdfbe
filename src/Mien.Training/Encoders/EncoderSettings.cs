using Mien.Training.Runs;

namespace Mien.Training.Encoders;

/// <summary>How the encoder is learnt.</summary>
public sealed record EncoderSettings
{
    /// <summary>Channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the size.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [24, 40, 56, 80, 112];

    /// <summary>Features of the picture at 1/32 of its size, read as a whole.</summary>
    public int Coarse { get; init; } = 96;

    /// <summary>Features of the small picture itself, read as a whole.</summary>
    public int Whole { get; init; } = 64;

    /// <summary>Features from which the style vector is told.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>
    /// Weight of the mean absolute difference of the landmarks' and irises' places, in half pictures, beside the
    /// squared one of the styles.
    /// </summary>
    public float LandmarkWeight { get; init; } = 50;

    /// <summary>Mirrors every second portrait, and when they come round again the others.</summary>
    public bool Mirrors { get; init; } = true;

    /// <summary>
    /// Different portraits, an even number, each drawn once and kept in a file: 49 KB each at 128 px.
    /// </summary>
    public int Portraits { get; init; } = 60_022;

    /// <summary>
    /// Width and height of the crops that it looks at, a multiple of 32, pixels; null for the generator's.
    /// </summary>
    public int? Size { get; init; }

    /// <summary>Drawn portraits a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Photographs a step, beside the portraits; 0 for none.</summary>
    public int Photographs { get; init; }

    /// <summary>The rate of Muon for convolutions and of Adam for the rest.</summary>
    public RisingRate Rate { get; init; } = new(2e-2f, Rise: 50, Hold: 2000);

    /// <summary>Pictures after which a weight has lost half of its part in the moving average.</summary>
    public float AverageHalfLife { get; init; } = 20_000;

    /// <summary>Chooses the portraits and the first weights; another than the judge's and the generator's.</summary>
    public int Seed { get; init; } = 5;
}
