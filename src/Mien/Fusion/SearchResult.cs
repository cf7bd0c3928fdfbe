namespace Mien.Fusion;

/// <summary>A choice of layers and what it scored.</summary>
/// <param name="Mask">The layers taken from the expression image.</param>
/// <param name="Score">The objective at their combination.</param>
public sealed record Candidate(LayerMask Mask, FusionScore Score);

/// <summary>What a search found.</summary>
internal sealed record SearchResult
{
    /// <summary>The style vectors, [L, W], with the whole expression.</summary>
    public required float[] Styles { get; init; }

    /// <summary>The best choice of layers; null where style vectors are found that no choice of layers gives.</summary>
    public Candidate? Best { get; init; }

    /// <summary>Every choice of layers that was evaluated, in that order.</summary>
    public IReadOnlyList<Candidate> Tried { get; init; } = [];

    /// <summary>The objective before each step and after the last, where there are steps.</summary>
    public IReadOnlyList<float> Curve { get; init; } = [];
}
