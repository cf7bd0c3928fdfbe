namespace Mien.Fusion;

/// <summary>A choice of layers and what it scored.</summary>
/// <param name="Mask">The layers taken from the expression image.</param>
/// <param name="Score">The objective at their combination.</param>
public sealed record Candidate(LayerMask Mask, FusionScore Score);

/// <summary>What a search found.</summary>
/// <param name="Best">The best choice.</param>
/// <param name="Tried">Every choice that was evaluated, in that order.</param>
public sealed record SearchResult(Candidate Best, IReadOnlyList<Candidate> Tried);

/// <summary>
/// Finds the layers that carry the expression for one pair of pictures: the 0-1 programme of Yang and Lim 2019, section
/// 3.3. Both terms of the objective are measured in units of what exchanging all layers changes, so that λ = 1 weighs
/// them alike whatever the networks are.
/// </summary>
public sealed class LayerSearch
{
    private const string Stage = "searching for the layers";

    private readonly FusionObjective _objective;
    private readonly float[] _appearance;
    private readonly float[] _expression;
    private readonly int _layers;
    private readonly Dictionary<LayerMask, FusionScore> _known = [];
    private readonly List<Candidate> _tried = [];

    /// <summary>Prepares a search between two sets of style vectors.</summary>
    /// <param name="objective">The objective; its scales are set from the two ends.</param>
    /// <param name="appearance">[L, W]</param>
    /// <param name="expression">[L, W]</param>
    /// <param name="layers">L, at most 24.</param>
    public LayerSearch(FusionObjective objective, float[] appearance, float[] expression, int layers)
    {
        (_objective, _appearance, _expression, _layers) = (objective, appearance, expression, layers);
        objective.AppearanceScale = objective.ExpressionScale = 1;
        FusionScore atAppearance = objective.Score(appearance), atExpression = objective.Score(expression);
        objective.AppearanceScale = Math.Max(atExpression.Appearance, float.Epsilon);
        objective.ExpressionScale = Math.Max(atAppearance.Expression, float.Epsilon);
    }

    /// <summary>Evaluates every contiguous range of layers.</summary>
    /// <param name="progress">Is told after each: done, of how many.</param>
    /// <param name="cancellation">Stops between two.</param>
    public SearchResult Ranges(IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        LayerMask[] ranges = [.. LayerMask.AllRanges(_layers)];
        for (int i = 0; i < ranges.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _ = Evaluate(ranges[i]);
            progress?.Report(new(Stage, i + 1, ranges.Length));
        }

        return Result();
    }

    /// <summary>
    /// Linearises what the objective is a sum of squares of (the features and Gram matrices) around the appearance, by
    /// exchanging each layer alone; the objective is then a quadratic form in the layers' bits, and its minimum over all
    /// 2^L choices is found exactly. The choice is evaluated for real, and improved by changing one layer at a time as
    /// long as that helps.
    /// </summary>
    /// <param name="progress">Is told after each real evaluation: done, of at most how many in this round.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    public SearchResult Linear(IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        float[] at = _objective.Residuals(_appearance);
        float[][] change = new float[_layers][];
        for (int i = 0; i < _layers; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] moved = _objective.Residuals(StyleFusion.Combine(_appearance, _expression, LayerMask.Range(i + 1, i + 1, _layers)));
            System.Numerics.Tensors.TensorPrimitives.Subtract(moved, at, moved);
            change[i] = moved;
            progress?.Report(new(Stage, i + 1, (2 * _layers) + 1));
        }

        Candidate best = Evaluate(LayerMask.FromBits(ZeroOneProgramme.Minimize(at, change), _layers));
        for (bool improved = true; improved;)
        {
            improved = false;
            for (int layer = 1; layer <= _layers; layer++)
            {
                cancellation.ThrowIfCancellationRequested();
                Candidate next = Evaluate(best.Mask.Flip(layer));
                progress?.Report(new(Stage, _layers + layer, (2 * _layers) + 1));
                if (next.Score.Total < best.Score.Total)
                {
                    (best, improved) = (next, true);
                }
            }
        }

        return Result();
    }

    private Candidate Evaluate(LayerMask mask)
    {
        if (!_known.TryGetValue(mask, out FusionScore? score))
        {
            score = _objective.Score(StyleFusion.Combine(_appearance, _expression, mask));
            _known.Add(mask, score);
            _tried.Add(new(mask, score));
        }

        return new(mask, score);
    }

    private SearchResult Result() => new(_tried.MinBy(candidate => candidate.Score.Total)!, [.. _tried]);
}
