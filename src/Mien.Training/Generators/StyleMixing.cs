using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Training.Generators;

/// <summary>Some styles of one portrait, the others of another (Karras et al. 2019, section 3.1).</summary>
internal static class StyleMixing
{
    /// <summary>In a range of layers, each item takes the styles of the next item of the batch.</summary>
    /// <param name="ws">[N, L, W]</param>
    /// <param name="first">The first layer of the range, counted from 0; L for none.</param>
    /// <param name="end">The layer after the last.</param>
    public static Tensor Mix(Tensor ws, int first, int end)
    {
        int n = ws.Shape[0], layers = ws.Shape[1];
        if (first >= end)
        {
            return ws;
        }

        Tensor range = ws.Slice(1, first, end - first);
        List<Tensor> parts = [new[] { range.Slice(0, 1, n - 1), range.Slice(0, 0, 1) }.Concat(0)];
        if (first > 0)
        {
            parts.Insert(0, ws.Slice(1, 0, first));
        }

        if (end < layers)
        {
            parts.Add(ws.Slice(1, end, layers - end));
        }

        return parts.Count == 1 ? parts[0] : parts.Concat(1);
    }
}
