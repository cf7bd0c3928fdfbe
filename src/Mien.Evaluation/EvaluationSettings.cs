using Mien.Fusion;
using Mien.Inversion;
using Mien.Transfer;

namespace Mien.Evaluation;

/// <summary>What is measured.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Pairs of held-out portraits, 1 or more.</summary>
    public int Pairs { get; init; } = 200;

    /// <summary>Seed of the first portrait, below 2⁶³: those from there on are trained on.</summary>
    public ulong FirstSeed { get; init; } = 1_000_000;

    /// <summary>Width and height of the portraits, pixels.</summary>
    public int PhotoSize { get; init; } = 512;

    /// <summary>Portraits that the estimator is measured on, at least; those of the pairs are among them.</summary>
    public int EstimatorPortraits { get; init; } = 200;

    /// <summary>How the faces go back into their pictures.</summary>
    public PasteMode Paste { get; init; } = PasteMode.Motion;

    /// <summary>What is exchanged in the layers, where they are given and not searched.</summary>
    public StyleExchange Exchange { get; init; }

    /// <summary>
    /// The layers to measure, each by itself; empty for every range, both searches and the joint objective, which takes
    /// some twenty times as long.
    /// </summary>
    public IReadOnlyList<LayerMask> Layers { get; init; } = [];

    /// <summary>How faces are inverted.</summary>
    public InversionSettings Inversion { get; init; } = new();
}
