using System.Runtime.Intrinsics;

namespace Mien.Faces.Compositing;

/// <summary>
/// Where a difference is strong, the photo's own fine detail gives way to that of the new face: it belongs to what was
/// there before, and a lid, a brow or a lip would show twice. What is coarser than a face's features, such as light,
/// stays.
/// </summary>
internal static class DetailSuppression
{
    private const int Cells = 128;      // across the crop, in which the slow parts are computed
    private const int CoarseReach = 8;  // cells to each side, twice, over which a mean is no longer detail
    private const int ChangeReach = 2;  // likewise, around a change
    private const float Least = 4;      // levels of change at which detail begins to give way
    private const float Most = 13;      // and at which it is gone

    /// <summary>Adds to a difference what takes the photo's old detail away, in place.</summary>
    /// <param name="difference">New crop − reconstruction, over a box of the photo.</param>
    /// <param name="missing">Reconstruction − photo, over the same box.</param>
    /// <param name="side">Side of the crop in the photo, pixels.</param>
    public static void Apply(ColourField difference, ColourField missing, double side)
    {
        int cell = Math.Max(1, (int)Math.Round(side / Cells));
        double reach = side / cell / Cells;
        ColourField coarse = Smoothing.Mean(Reduce(missing, cell, v => v), Reach(CoarseReach)),
            change = Smoothing.Mean(Reduce(difference, cell, Vector128.Abs), Reach(ChangeReach));
        double scale = 1.0 / cell, shift = (0.5 * scale) - 0.5;
        Parallel.For(0, difference.Height, y =>
        {
            Span<Vector128<float>> row = difference.Row(y), old = missing.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                double cellX = (x * scale) + shift, cellY = (y * scale) + shift;
                float weight = Math.Clamp(
                    ((Vector128.Sum(change.At(cellX, cellY)) / 3) - Least) / (Most - Least), 0, 1);
                if (weight > 0)
                {
                    row[x] += (old[x] - coarse.At(cellX, cellY)) * weight;
                }
            }
        });

        int Reach(int cells) => Math.Max(1, (int)Math.Round(cells * reach));
    }

    // Means of square cells; those at the right and the bottom may be smaller.
    private static ColourField Reduce(ColourField from, int cell, Func<Vector128<float>, Vector128<float>> of)
    {
        ColourField to = new((from.Width + cell - 1) / cell, (from.Height + cell - 1) / cell);
        Parallel.For(0, to.Height, y =>
        {
            Span<Vector128<float>> row = to.Row(y);
            int bottom = Math.Min(from.Height, (y + 1) * cell);
            for (int x = 0; x < row.Length; x++)
            {
                int left = x * cell, width = Math.Min(cell, from.Width - left);
                Vector128<float> sum = Vector128<float>.Zero;
                for (int line = y * cell; line < bottom; line++)
                {
                    foreach (Vector128<float> value in from.Row(line).Slice(left, width))
                    {
                        sum += of(value);
                    }
                }

                row[x] = sum / Vector128.Create((float)(width * (bottom - (y * cell))));
            }
        });
        return to;
    }
}
