using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks;

/// <summary>From one style vector for all layers to one for each.</summary>
internal static class StyleVectors
{
    /// <summary>
    /// Repeats w [N, W] for every layer, [N, L, W], and pulls the first <paramref name="cutoff"/> of them towards the
    /// mean style: mean + ψ · (w − mean), the truncation of Karras et al. 2019, appendix B.
    /// </summary>
    public static Tensor Broadcast(Tensor w, Tensor mean, int layers, float psi, int? cutoff)
    {
        int truncated = psi == 1 ? 0 : Math.Clamp(cutoff ?? layers, 0, layers);
        Tensor one = w.Reshape([w.Shape[0], 1, w.Shape[1]]);
        if (truncated == 0)
        {
            return one.Repeat(1, layers);
        }

        Tensor near = one.Lerp(mean, 1 - psi).Repeat(1, truncated);
        return truncated == layers ? near : new[] { near, one.Repeat(1, layers - truncated) }.Concat(1);
    }
}
