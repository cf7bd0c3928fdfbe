using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks;

/// <summary>From one style vector for all layers to one for each.</summary>
internal static class StyleVectors
{
    /// <summary>
    /// Repeats w [N, W] for every layer, [N, L, W], and pulls the first <paramref name="cutoff"/> of them towards the mean
    /// style: mean + ψ · (w − mean), the truncation of Karras et al. 2019, appendix B. Without a mean none is.
    /// </summary>
    public static Tensor Broadcast(Tensor w, Tensor? mean, int layers, float psi, int? cutoff)
    {
        int truncated = mean is null ? 0 : Math.Clamp(cutoff ?? layers, 0, layers);
        Tensor one = w.Reshape([w.Shape[0], 1, w.Shape[1]]);
        if (truncated == 0)
        {
            return one.Repeat(1, layers);
        }

        Tensor near = one.Lerp(mean!, 1 - psi).Repeat(1, truncated);
        return truncated == layers ? near : new[] { near, one.Repeat(1, layers - truncated) }.Concat(1);
    }

    /// <summary>Latents to estimate the mean style from: [4096, Z], the same every time.</summary>
    public static Tensor ManyLatents(int zDim) => Tensor.Normal([4096, zDim], seed: 0);

    /// <summary>The mean of the rows [N, W] that a mapping makes: [W]. It belongs to no tape.</summary>
    public static Tensor Mean(Func<Tensor> map)
    {
        using Tape tape = new(); // a tape of its own: this is no part of anybody's gradient
        Tensor rows = map();
        Tensor sum = rows.Reshape([1, 1, rows.Shape[0], rows.Shape[1]]).SumPixels(); // [1, W]
        return sum.Times(1f / rows.Shape[0]).Reshape([rows.Shape[1]]).Detach();
    }
}
