namespace Mien.Networks.Keypoints;

/// <summary>The sizes of a <see cref="KeypointEncoder"/>.</summary>
public sealed record KeypointArchitecture
{
    internal const int Levels = 5;

    /// <summary>Channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the size.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Width and height of the pictures, pixels, a multiple of 32.</summary>
    public required int Size { get; init; }

    /// <summary>Numbers for a picture.</summary>
    public required int Outputs { get; init; }

    /// <summary>Features of the picture at 1/32 of the size, read as a whole.</summary>
    public int Coarse { get; init; } = 192;

    /// <summary>Features of the small picture itself, at 1/4 of the size and below, read as a whole.</summary>
    public int Whole { get; init; } = 384;

    /// <summary>Features from which the numbers are told.</summary>
    public int Hidden { get; init; } = 512;

    internal void Check()
    {
        if (Channels.Count != Levels || Channels.Any(c => c < 1) || Size < 32 || Size % 32 != 0 || Outputs < 1
            || Coarse < 1 || Whole < 1 || Hidden < 1)
        {
            throw new ArgumentException(
                $"an encoder needs {Levels} widths, each 1 or more like its other numbers, and a size that is a multiple of 32, not [{string.Join(", ", Channels)}] and {Size}");
        }
    }
}
