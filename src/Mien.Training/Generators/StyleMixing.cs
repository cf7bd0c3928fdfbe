using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Training.Generators;

/// <summary>Some styles of one portrait, the others of another (Karras et al. 2019, section 3.1).</summary>
internal static class StyleMixing
{
    /// <summary>From a layer on, each item takes the styles of the next item of the batch.</summary>
    /// <param name="ws">[N, L, W]</param>
    /// <param name="first">That layer, counted from 0; L for none.</param>
    public static Tensor Mix(Tensor ws, int first)
    {
        int n = ws.Shape[0];
        return first >= ws.Shape[1]
            ? ws : Replace(ws, new[] { ws.Slice(0, 1, n - 1), ws.Slice(0, 0, 1) }.Concat(0), first, ws.Shape[1]);
    }

    /// <summary>The styles of one row of portraits, but in a range of layers those of another row.</summary>
    /// <param name="ws">[N, L, W]</param>
    /// <param name="others">[N, L, W]</param>
    /// <param name="first">The first layer of the range, counted from 0.</param>
    /// <param name="end">The layer after the last.</param>
    public static Tensor Replace(Tensor ws, Tensor others, int first, int end)
    {
        List<Tensor> parts = [others.Slice(1, first, end - first)];
        if (first > 0)
        {
            parts.Insert(0, ws.Slice(1, 0, first));
        }

        if (end < ws.Shape[1])
        {
            parts.Add(ws.Slice(1, end, ws.Shape[1] - end));
        }

        return parts.Count == 1 ? parts[0] : parts.Concat(1);
    }
}
