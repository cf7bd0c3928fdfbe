using System.Runtime.Intrinsics;

namespace Mien.Faces.Compositing;

/// <summary>Means of fields.</summary>
internal static class Smoothing
{
    /// <summary>The mean over a square that reaches so far to each side, twice; less of it at the edge.</summary>
    public static ColourField Mean(ColourField field, int reach)
        => Across(Across(Across(Across(field, reach), reach), reach), reach);

    // Along the rows, and turned by the way: the second time along the columns.
    private static ColourField Across(ColourField from, int reach)
    {
        ColourField to = new(from.Height, from.Width);
        Parallel.For(0, from.Height, y =>
        {
            ReadOnlySpan<Vector128<float>> row = from.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                int first = Math.Max(0, x - reach), last = Math.Min(row.Length - 1, x + reach);
                Vector128<float> sum = Vector128<float>.Zero;
                for (int i = first; i <= last; i++)
                {
                    sum += row[i];
                }

                to.Values[(x * to.Width) + y] = sum / Vector128.Create((float)(last - first + 1));
            }
        });
        return to;
    }
}
