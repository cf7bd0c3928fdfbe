namespace Mien.Fusion;

/// <summary>
/// A way to find style vectors that join two faces by the joint objective (Yang and Lim 2019, section 3.3).
/// </summary>
internal interface IFusionSearch
{
    /// <summary>Searches.</summary>
    /// <param name="objective">What is minimised; stays the caller's.</param>
    /// <param name="appearance">Style vectors of the appearance, [L, W].</param>
    /// <param name="expression">Style vectors of the expression, [L, W].</param>
    /// <param name="progress">Is told on the calling thread.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    SearchResult Run(
        FusionObjective objective, float[] appearance, float[] expression, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default);
}
