using Mien.Tensors.Ops;

namespace Mien.Tensors.Tests.Oracle;

internal static partial class Slow
{
    public static Grid MaxPool2(Grid x) => Grid.Of(x.Shape[0], x.Shape[1] / 2, x.Shape[2] / 2, x.Shape[3], (n, i, j, c)
        => Math.Max(
            Math.Max(x[n, 2 * i, 2 * j, c], x[n, 2 * i, (2 * j) + 1, c]),
            Math.Max(x[n, (2 * i) + 1, 2 * j, c], x[n, (2 * i) + 1, (2 * j) + 1, c])));

    public static Grid NearestUp2(Grid x)
        => Grid.Of(x.Shape[0], 2 * x.Shape[1], 2 * x.Shape[2], x.Shape[3], (n, i, j, c) => x[n, i / 2, j / 2, c]);

    public static Grid Fir(
        Grid x, float[] taps, int up = 1, int down = 1, int before = 0, int after = 0, double gain = 1)
    {
        double sum = taps.Sum(t => (double)t);
        Grid filter = Grid.Flat(
            [taps.Length, taps.Length], i => taps[i / taps.Length] / sum * taps[i % taps.Length] / sum);
        return UpFirDown(x, filter, up, down, new(before, after, before, after), gain);
    }

    public static Grid UpFirDown(Grid x, Grid filter, int up, int down, Padding2d p, double gain)
    {
        (int n, int h, int w, int c) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        (int rows, int columns) = (filter.Shape[0], filter.Shape[1]);

        // Each step makes an image of its own: zero-stuffed, padded or cropped, convolved, thinned out.
        Grid stuffed = Grid.Of(
            n, h * up, w * up, c, (item, i, j, k) => i % up == 0 && j % up == 0 ? x[item, i / up, j / up, k] : 0);
        Grid padded = Grid.Of(n, (h * up) + p.Top + p.Bottom, (w * up) + p.Left + p.Right, c, (item, i, j, k)
            => stuffed.Padded(item, i - p.Top, j - p.Left, k));
        Grid convolved = Grid.Of(n, padded.Shape[1] - rows + 1, padded.Shape[2] - columns + 1, c, (item, i, j, k) =>
        {
            double sum = 0;
            for (int a = 0; a < rows; a++)
            {
                for (int b = 0; b < columns; b++)
                {
                    sum += filter.Values[(a * columns) + b] * padded[item, i + rows - 1 - a, j + columns - 1 - b, k];
                }
            }

            return sum * gain;
        });
        return Grid.Of(n, ((convolved.Shape[1] - 1) / down) + 1, ((convolved.Shape[2] - 1) / down) + 1,
            c, (item, i, j, k)
            => convolved[item, i * down, j * down, k]);
    }

    public static Grid Resize(Grid x, int height, int width, Interpolation interpolation)
    {
        (int h, int w) = (x.Shape[1], x.Shape[2]);
        double[,] rows = Weights(h, height, interpolation), columns = Weights(w, width, interpolation);
        return Grid.Of(x.Shape[0], height, width, x.Shape[3], (n, i, j, c) =>
        {
            double sum = 0;
            for (int a = 0; a < h; a++)
            {
                for (int b = 0; b < w && rows[i, a] != 0; b++)
                {
                    sum += rows[i, a] * columns[j, b] * x[n, a, b, c];
                }
            }

            return sum;
        });
    }

    // How much of input k is in output i, asked for every pair.
    private static double[,] Weights(int inputs, int outputs, Interpolation interpolation)
    {
        double step = (double)inputs / outputs;
        double[,] weights = new double[outputs, inputs];
        for (int i = 0; i < outputs; i++)
        {
            double centre = (i + 0.5) * step, total = 0;
            for (int k = 0; k < inputs; k++)
            {
                weights[i, k] = interpolation switch
                {
                    Interpolation.Bilinear => Math.Max(0, 1 - Math.Abs(k - Math.Clamp(centre - 0.5, 0, inputs - 1))),
                    Interpolation.BilinearAntialias => Math.Max(
                        0, 1 - (Math.Abs(k + 0.5 - centre) / Math.Max(1, step))),
                    Interpolation.Area => Math.Max(0, Math.Min(k + 1, (i + 1) * step) - Math.Max(k, i * step)),
                    _ => k >= i * inputs / outputs && k < Math.Ceiling((i + 1) * (decimal)inputs / outputs) ? 1 : 0,
                };
                total += weights[i, k];
            }

            for (int k = 0; k < inputs; k++)
            {
                weights[i, k] /= total;
            }
        }

        return weights;
    }
}
