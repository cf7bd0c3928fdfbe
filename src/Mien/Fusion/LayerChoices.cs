namespace Mien.Fusion;

/// <summary>Choices of layers between two faces, each evaluated once.</summary>
/// <param name="objective">The objective.</param>
/// <param name="appearance">[L, W]</param>
/// <param name="expression">[L, W]</param>
internal sealed class LayerChoices(FusionObjective objective, float[] appearance, float[] expression)
{
    /// <summary>What a search calls itself while it reports.</summary>
    public const string Stage = "searching for the layers";

    private readonly Dictionary<LayerMask, FusionScore> _known = [];
    private readonly List<Candidate> _tried = [];

    public Candidate Evaluate(LayerMask mask)
    {
        if (!_known.TryGetValue(mask, out FusionScore? score))
        {
            score = objective.Score(StyleFusion.Combine(appearance, expression, mask));
            _known.Add(mask, score);
            _tried.Add(new(mask, score));
        }

        return new(mask, score);
    }

    public SearchResult Result()
    {
        Candidate best = _tried.MinBy(candidate => candidate.Score.Total)!;
        return new()
        {
            Styles = StyleFusion.Combine(appearance, expression, best.Mask),
            Best = best,
            Tried = [.. _tried],
        };
    }
}
