using System.Runtime.Intrinsics;

namespace Mien.Faces.Compositing;

/// <summary>Burt and Adelson's spline: each band of a difference is weighted by the mask blurred as coarsely as the band.</summary>
internal static class BandBlend
{
    private const int Coarsest = 8; // pixels a side at which dividing stops

    /// <summary>Σ over bands of mask·band, over the mask's box.</summary>
    /// <param name="difference">New face − photo; becomes the work space.</param>
    /// <param name="weights">Of the mask, [Height, Width].</param>
    public static Field Weigh(Field difference, float[] weights)
    {
        Field mask = new(difference.Width, difference.Height);
        for (int i = 0; i < weights.Length; i++)
        {
            // Drawn in, so that the wide bands end within the mask.
            mask.Values[i] = Vector128.Create(Math.Clamp((weights[i] - 0.5f) * 2, 0, 1));
        }

        return Weigh(difference, mask);
    }

    private static Field Weigh(Field difference, Field mask)
    {
        if (Math.Min(difference.Width, difference.Height) <= Coarsest)
        {
            return Product(difference, mask);
        }

        Field coarse = Halve(difference);
        AddDoubled(coarse, difference, -1);
        Field band = Product(difference, mask);
        AddDoubled(Weigh(coarse, Halve(mask)), band, 1);
        return band;
    }

    private static Field Product(Field a, Field b)
    {
        Parallel.For(0, a.Height, y =>
        {
            Span<Vector128<float>> to = a.Row(y), from = b.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                to[x] *= from[x];
            }
        });
        return a;
    }

    // [1 4 6 4 1]/16 in both directions, every second pixel.
    private static Field Halve(Field from)
    {
        Field to = new((from.Width + 1) / 2, (from.Height + 1) / 2);
        Parallel.For(0, to.Height, () => new Vector128<float>[from.Width], (y, _, line) =>
        {
            Span<Vector128<float>> a = from.Row(At((2 * y) - 2)), b = from.Row(At((2 * y) - 1)), c = from.Row(2 * y), d = from.Row(At((2 * y) + 1)), e = from.Row(At((2 * y) + 2));
            for (int x = 0; x < line.Length; x++)
            {
                line[x] = ((a[x] + e[x]) + ((b[x] + d[x]) * 4) + (c[x] * 6)) * (1f / 16);
            }

            Span<Vector128<float>> row = to.Row(y);
            int last = line.Length - 1;
            for (int x = 0; x < row.Length; x++)
            {
                int m = 2 * x;
                row[x] = ((line[Math.Max(m - 2, 0)] + line[Math.Min(m + 2, last)]) + ((line[Math.Max(m - 1, 0)] + line[Math.Min(m + 1, last)]) * 4) + (line[m] * 6)) * (1f / 16);
            }

            return line;
        }, _ => { });
        return to;

        int At(int y) => Math.Clamp(y, 0, from.Height - 1);
    }

    // to += sign · (coarse at twice the size).
    private static void AddDoubled(Field coarse, Field to, float sign) => Parallel.For(0, to.Height, y =>
    {
        Span<Vector128<float>> row = to.Row(y);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] += coarse.At(x / 2.0, y / 2.0) * sign;
        }
    });
}
