namespace Mien.Fusion;

/// <summary>Evaluates every contiguous range of layers and takes the best.</summary>
internal sealed class RangeSearch : IFusionSearch
{
    /// <inheritdoc/>
    public SearchResult Run(
        FusionObjective objective, float[] appearance, float[] expression, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        LayerChoices choices = new(objective, appearance, expression);
        LayerMask[] ranges = [.. LayerMask.AllRanges(objective.Layers)];
        for (int i = 0; i < ranges.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _ = choices.Evaluate(ranges[i]);
            progress?.Report(new(LayerChoices.Stage, i + 1, ranges.Length));
        }

        return choices.Result();
    }
}
