using System.Runtime.Intrinsics;

namespace Mien.Faces.Compositing;

/// <summary>
/// Burt and Adelson's spline: each band of a difference is weighted by the mask blurred as coarsely as the band.
/// </summary>
internal static class BandBlend
{
    private const int Coarsest = 8; // pixels a side at which dividing stops

    /// <summary>Σ over bands of mask·band, over the mask's box.</summary>
    /// <param name="difference">New face − photo; becomes the result.</param>
    /// <param name="weights">Of the mask, [Height, Width].</param>
    public static ColourField Weigh(ColourField difference, float[] weights)
    {
        // Drawn in, so that the wide bands end within the mask.
        float[] mask = new float[weights.Length];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = Math.Clamp((weights[i] - 0.5f) * 2, 0, 1);
        }

        WeighBands(difference, mask);
        return difference;
    }

    private static void WeighBands(ColourField difference, float[] mask)
    {
        if (Math.Min(difference.Width, difference.Height) <= Coarsest)
        {
            Multiply(difference, mask);
            return;
        }

        ColourField coarse = Halve(difference);
        AddDoubled(coarse, difference, -1);
        Multiply(difference, mask);
        WeighBands(coarse, Halve(mask, difference.Width, difference.Height));
        AddDoubled(coarse, difference, 1);
    }

    private static void Multiply(ColourField field, float[] mask) => Parallel.For(0, field.Height, y =>
    {
        Span<Vector128<float>> row = field.Row(y);
        ReadOnlySpan<float> weights = mask.AsSpan(y * field.Width, field.Width);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] *= weights[x];
        }
    });

    // [1 4 6 4 1]/16 in both directions, every second pixel; the edge goes on outside.
    private static ColourField Halve(ColourField from)
    {
        ColourField to = new((from.Width + 1) / 2, (from.Height + 1) / 2);
        Parallel.For(0, to.Height, () => new Vector128<float>[from.Width + 4], (y, _, line) =>
        {
            ReadOnlySpan<Vector128<float>> a = Row((2 * y) - 2), b = Row((2 * y) - 1), c = Row(2 * y),
                d = Row((2 * y) + 1), e = Row((2 * y) + 2);
            for (int x = 0; x < a.Length; x++)
            {
                line[x + 2] = (a[x] + e[x] + ((b[x] + d[x]) * 4) + (c[x] * 6)) * (1f / 16);
            }

            line[0] = line[1] = line[2];
            line[^1] = line[^2] = line[^3];
            Span<Vector128<float>> row = to.Row(y);
            for (int x = 0, m = 0; x < row.Length; x++, m += 2)
            {
                row[x] = (line[m] + line[m + 4] + ((line[m + 1] + line[m + 3]) * 4) + (line[m + 2] * 6)) * (1f / 16);
            }

            return line;
        }, _ => { });
        return to;

        ReadOnlySpan<Vector128<float>> Row(int y) => from.Row(Math.Clamp(y, 0, from.Height - 1));
    }

    private static float[] Halve(float[] from, int width, int height)
    {
        int w = (width + 1) / 2, h = (height + 1) / 2;
        float[] to = new float[w * h];
        Parallel.For(0, h, () => new float[width + 4], (y, _, line) =>
        {
            ReadOnlySpan<float> a = Row((2 * y) - 2), b = Row((2 * y) - 1), c = Row(2 * y), d = Row((2 * y) + 1),
                e = Row((2 * y) + 2);
            for (int x = 0; x < a.Length; x++)
            {
                line[x + 2] = (a[x] + e[x] + ((b[x] + d[x]) * 4) + (c[x] * 6)) * (1f / 16);
            }

            line[0] = line[1] = line[2];
            line[^1] = line[^2] = line[^3];
            for (int x = 0, m = 0; x < w; x++, m += 2)
            {
                to[(y * w) + x] = (line[m] + line[m + 4] + ((line[m + 1] + line[m + 3]) * 4) + (line[m + 2] * 6))
                    * (1f / 16);
            }

            return line;
        }, _ => { });
        return to;

        ReadOnlySpan<float> Row(int y) => from.AsSpan(Math.Clamp(y, 0, height - 1) * width, width);
    }

    // to += sign · (coarse at twice the size, linearly).
    private static void AddDoubled(ColourField coarse, ColourField to, float sign)
        => Parallel.For(0, to.Height, () => new Vector128<float>[coarse.Width + 1], (y, _, line) =>
    {
        ReadOnlySpan<Vector128<float>> upper = coarse.Row(y / 2),
            lower = coarse.Row(Math.Min((y + 1) / 2, coarse.Height - 1));
        for (int x = 0; x < upper.Length; x++)
        {
            line[x] = (upper[x] + lower[x]) * (0.5f * sign);
        }

        line[^1] = line[^2];
        Span<Vector128<float>> row = to.Row(y);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] += (x & 1) == 0 ? line[x / 2] : (line[x / 2] + line[(x / 2) + 1]) * 0.5f;
        }

        return line;
    }, _ => { });
}
