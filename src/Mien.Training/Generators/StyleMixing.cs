using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Training.Generators;

/// <summary>Coarse styles of one portrait with fine styles of another (Karras et al. 2019, section 3.1).</summary>
internal static class StyleMixing
{
    /// <summary>From the given layer on, each item takes the styles of the next item of the batch.</summary>
    /// <param name="ws">[N, L, W]</param>
    /// <param name="layer">1 to L − 1, or L to change nothing.</param>
    public static Tensor Mix(Tensor ws, int layer)
    {
        int n = ws.Shape[0], layers = ws.Shape[1];
        if (layer >= layers)
        {
            return ws;
        }

        Tensor fine = ws.Slice(1, layer, layers - layer);
        Tensor next = new[] { fine.Slice(0, 1, n - 1), fine.Slice(0, 0, 1) }.Concat(0);
        return new[] { ws.Slice(1, 0, layer), next }.Concat(1);
    }
}
