using Mien.Training.Runs;

namespace Mien.Training.Perceptual;

/// <summary>How the perceptual network is learnt.</summary>
public sealed record PerceptualSettings
{
    /// <summary>Width and height of the portraits, pixels, a multiple of 16.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Channels in the five blocks.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [16, 32, 64, 96, 96];

    /// <summary>Portraits a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The rate of Adam.</summary>
    public RisingRate Rate { get; init; } = new(1e-3f, Rise: 100, Hold: 1500);

    /// <summary>Chooses the portraits and the first weights.</summary>
    public int Seed { get; init; }
}
