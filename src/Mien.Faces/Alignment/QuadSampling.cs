using System.Runtime.Intrinsics;
using Mien.Faces.Images;

namespace Mien.Faces.Alignment;

/// <summary>
/// Samples a square lying anywhere in a picture: bilinearly on a grid four times too fine, then reduced by Lanczos-3.
/// Rows of the fine grid exist one at a time.
/// </summary>
internal static class QuadSampling
{
    private const int Fine = 4;
    private const int Reach = 3 * Fine;                      // of the kernel, to either side of a result's centre
    private const int Before = Reach - (Fine / 2);           // samples before the first of a result's own four
    private const int RowsPerBand = 32;
    private static readonly float[] _kernel = Kernel();

    /// <summary>The crop, size × size.</summary>
    /// <param name="image">Where from.</param>
    /// <param name="quad">Top left, bottom left, bottom right, top right; a parallelogram.</param>
    /// <param name="size">Side of the result.</param>
    public static Image Sample(Image image, Point[] quad, int size)
    {
        byte[] result = new byte[size * size * 3];
        float[] within = Within(size);
        int n = size * Fine;
        Point half = new(0.5, 0.5), origin = quad[0] + half;
        Point across = (quad[3] - quad[0]) * (1.0 / n), down = (quad[1] - quad[0]) * (1.0 / n);
        Parallel.For(0, (size + RowsPerBand - 1) / RowsPerBand, () => new Workspace(size), (band, _, work) =>
        {
            int first = band * RowsPerBand, last = Math.Min(first + RowsPerBand, size);
            Span<float> sums = work.Sums.AsSpan(0, (last - first) * size * 3);
            sums.Clear();
            for (int fine = Math.Max((first * Fine) - Before, 0); fine < Math.Min((last * Fine) + Before, n); fine++)
            {
                Point start = origin + (down * (fine + 0.5)) + (across * 0.5);
                SampleRow(image, start, across, work.Phases, size);
                ReduceRow(work, within, size);
                for (int j = first; j < last; j++)
                {
                    int tap = fine - (j * Fine) + Before;
                    if (tap >= 0 && tap < 2 * Reach)
                    {
                        Rows.AddScaled(
                            work.Row, _kernel[tap] / within[j], sums.Slice((j - first) * size * 3, size * 3));
                    }
                }
            }

            Rows.RoundToLevels(sums);
            Span<byte> to = result.AsSpan(first * size * 3, sums.Length);
            for (int j = 0; j < last - first; j++)
            {
                ReadOnlySpan<float> row = sums.Slice(j * size * 3, size * 3);
                for (int i = 0; i < size; i++)
                {
                    int at = ((j * size) + i) * 3;
                    (to[at], to[at + 1], to[at + 2]) = ((byte)row[i], (byte)row[size + i], (byte)row[(2 * size) + i]);
                }
            }

            return work;
        }, _ => { });
        return new Image(size, size, result);
    }

    // One row of the fine grid, sample k of each colour at [phase k mod 4, k / 4].
    private static void SampleRow(Image image, Point start, Point across, float[][] phases, int size)
    {
        ReadOnlySpan<byte> pixels = image.Bytes;
        int width = image.Width, height = image.Height, stride = size + (2 * Workspace.Margin);
        for (int p = 0; p < Fine; p++)
        {
            Span<float> red = phases[p].AsSpan(Workspace.Margin, size),
                green = phases[p].AsSpan(Workspace.Margin + stride, size);
            Span<float> blue = phases[p].AsSpan(Workspace.Margin + (2 * stride), size);
            for (int i = 0; i < red.Length; i++)
            {
                int k = (i * Fine) + p;
                double px = start.X + (across.X * k), py = start.Y + (across.Y * k);
                if (!(px >= 0 && px < width && py >= 0 && py < height))
                {
                    red[i] = green[i] = blue[i] = 0;
                    continue;
                }

                // Half a pixel on and one back, so that cutting off rounds down.
                int x = (int)(px + 0.5) - 1, y = (int)(py + 0.5) - 1;
                float fx = (float)(px - 0.5 - x), fy = (float)(py - 0.5 - y);
                int left = Math.Max(x, 0), right = Math.Min(x + 1, width - 1);
                int upper = Math.Max(y, 0) * width, lower = Math.Min(y + 1, height - 1) * width;
                Vector128<float> a = Colour.Load(pixels, upper + left), b = Colour.Load(pixels, upper + right);
                Vector128<float> c = Colour.Load(pixels, lower + left), d = Colour.Load(pixels, lower + right);
                Vector128<float> top = a + ((b - a) * fx), bottom = c + ((d - c) * fx);
                // Whole levels: cut off, not rounded, as the definition has it.
                Vector128<float> value = Vector128.Floor(top + ((bottom - top) * fy));
                (red[i], green[i], blue[i]) = (value.GetElement(0), value.GetElement(1), value.GetElement(2));
            }
        }
    }

    private static void ReduceRow(Workspace work, float[] within, int size)
    {
        int stride = size + (2 * Workspace.Margin);
        for (int c = 0; c < 3; c++)
        {
            Span<float> to = work.Row.AsSpan(c * size, size);
            to.Clear();
            for (int tap = 0; tap < 2 * Reach; tap++)
            {
                // Tap 0 of result i is sample 4i − Before.
                int offset = tap - Before, phase = ((offset % Fine) + Fine) % Fine, shift = (offset - phase) / Fine;
                Rows.AddScaled(
                    work.Phases[phase].AsSpan((c * stride) + Workspace.Margin + shift, size), _kernel[tap], to);
            }

            for (int i = 0; i < 3 && i < size; i++)
            {
                to[i] /= within[i];
                to[size - 1 - i] /= within[size - 1 - i];
            }
        }

        Rows.RoundToLevels(work.Row);
    }

    private static float[] Kernel()
    {
        double[] exact = [.. Enumerable.Range(0, 2 * Reach).Select(k => Lanczos.Kernel((k - Reach + 0.5) / Fine))];
        double sum = exact.Sum();
        return [.. exact.Select(w => (float)(w / sum))];
    }

    // The part of the kernel that lies within the crop, by which results near its edges are divided.
    private static float[] Within(int size)
    {
        float[] within = new float[size];
        for (int i = 0; i < size; i++)
        {
            for (int tap = 0; tap < 2 * Reach; tap++)
            {
                int sample = (i * Fine) - Before + tap;
                within[i] += sample >= 0 && sample < size * Fine ? _kernel[tap] : 0;
            }
        }

        return within;
    }

    /// <summary>What one thread works in. The margins of the phases stay black.</summary>
    private sealed class Workspace(int size)
    {
        public const int Margin = 4;

        public float[][] Phases { get; } = [.. Enumerable.Range(0, Fine)
            .Select(_ => new float[3 * (size + (2 * Margin))])];

        public float[] Row { get; } = new float[3 * size];

        public float[] Sums { get; } = new float[3 * size * RowsPerBand];
    }
}
