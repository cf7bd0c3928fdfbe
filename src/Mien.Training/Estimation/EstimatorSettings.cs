using Mien.Training.Runs;

namespace Mien.Training.Estimation;

/// <summary>How the estimator is learnt.</summary>
public sealed record EstimatorSettings
{
    /// <summary>Width and height of the portraits, pixels, a multiple of 32.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the size.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [32, 48, 64, 96, 128];

    /// <summary>
    /// Weight of the mean absolute difference of the landmarks' and irises' places, in half pictures, beside the
    /// squared one of the parameters.
    /// </summary>
    public float LandmarkWeight { get; init; } = 50;

    /// <summary>
    /// Softens half of the portraits, by up to the picture of a half or a quarter of their size, and adds a little
    /// noise: what is judged later was painted, not drawn.
    /// </summary>
    public bool Softens { get; init; } = true;

    /// <summary>Moves, scales and turns every portrait a little, each time it is seen another way.</summary>
    public bool Warps { get; init; } = true;

    /// <summary>Mirrors every second portrait, and when they come round again the others.</summary>
    public bool Mirrors { get; init; } = true;

    /// <summary>Different portraits, each drawn once and kept in a file: 49 KB each at 128 px.</summary>
    public int Portraits { get; init; } = 100_003;

    /// <summary>Portraits a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The rate of Muon for convolutions and of Adam for the rest.</summary>
    public RisingRate Rate { get; init; } = new(2e-2f, Rise: 50, Hold: 2000);

    /// <summary>Pictures after which a weight has lost half of its part in the moving average.</summary>
    public float AverageHalfLife { get; init; } = 20_000;

    /// <summary>Chooses the portraits and the first weights; another than the perceptual network's.</summary>
    public int Seed { get; init; } = 1;
}
