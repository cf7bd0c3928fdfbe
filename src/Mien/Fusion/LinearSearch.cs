using System.Numerics.Tensors;

namespace Mien.Fusion;

/// <summary>
/// The 0-1 programme of Yang and Lim 2019, section 3.3, linearised: what the objective is a sum of squares of (the
/// features and Gram matrices) is taken as linear around the appearance, from exchanging each layer alone; the
/// objective is then a quadratic form in the layers' bits, and its minimum over all 2^L choices is found exactly, for
/// at most 24 layers. The choice is evaluated for real, and improved by changing one layer at a time as long as that
/// helps.
/// </summary>
internal sealed class LinearSearch : IFusionSearch
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are more than 24 layers.</exception>
    public SearchResult Run(
        FusionObjective objective, float[] appearance, float[] expression, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        int layers = objective.Layers;
        LayerChoices choices = new(objective, appearance, expression);
        float[] at = objective.Residuals(appearance);
        float[][] change = new float[layers][];
        for (int i = 0; i < layers; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] moved = objective.Residuals(
                StyleFusion.Combine(appearance, expression, LayerMask.Range(i + 1, i + 1, layers)));
            TensorPrimitives.Subtract(moved, at, moved);
            change[i] = moved;
            progress?.Report(new(LayerChoices.Stage, i + 1, (2 * layers) + 1));
        }

        Candidate best = choices.Evaluate(LayerMask.FromBits(ZeroOneProgramme.Minimize(at, change), layers));
        for (bool improved = true; improved;)
        {
            improved = false;
            for (int layer = 1; layer <= layers; layer++)
            {
                cancellation.ThrowIfCancellationRequested();
                Candidate next = choices.Evaluate(best.Mask.Flip(layer));
                progress?.Report(new(LayerChoices.Stage, layers + layer, (2 * layers) + 1));
                if (next.Score.Total < best.Score.Total)
                {
                    (best, improved) = (next, true);
                }
            }
        }

        return choices.Result();
    }
}
