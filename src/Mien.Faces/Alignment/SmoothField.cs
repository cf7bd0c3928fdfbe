namespace Mien.Faces.Alignment;

/// <summary>
/// A Gaussian blur of a picture. A wide one is computed on a coarser grid, where it is as smooth as before; the spread
/// of averaging and of interpolating is taken off its sigma.
/// </summary>
internal sealed class SmoothField
{
    private const double WidestAtFullSize = 16;
    private readonly float[] _values; // [3, height, width]
    private readonly int _width;
    private readonly int _height;
    private readonly int _step;

    private SmoothField(float[] values, int width, int height, int step) =>
        (_values, _width, _height, _step) = (values, width, height, step);

    public static SmoothField Of(byte[] pixels, int width, int height, double sigma)
    {
        int step = 1;
        while (sigma / step > WidestAtFullSize)
        {
            step *= 2;
        }

        int w = (width + step - 1) / step, h = (height + step - 1) / step;
        float[] values = Average(pixels, width, height, step, w, h);
        double variance = step == 1 ? sigma * sigma : (sigma * sigma / (step * step)) - (1.0 / 12) - (1.0 / 6);
        Blur(values, w, h, Math.Sqrt(variance));
        return new SmoothField(values, w, h, step);
    }

    public float At(int x, int y, int c)
    {
        int plane = c * _width * _height;
        if (_step == 1)
        {
            return _values[plane + (y * _width) + x];
        }

        float u = Math.Clamp(((x + 0.5f) / _step) - 0.5f, 0, _width - 1),
            v = Math.Clamp(((y + 0.5f) / _step) - 0.5f, 0, _height - 1);
        int left = (int)u, top = (int)v;
        int right = Math.Min(left + 1, _width - 1), bottom = Math.Min(top + 1, _height - 1);
        float fu = u - left, fv = v - top;
        ReadOnlySpan<float> upper = _values.AsSpan(plane + (top * _width), _width),
            lower = _values.AsSpan(plane + (bottom * _width), _width);
        float a = upper[left] + ((upper[right] - upper[left]) * fu),
            b = lower[left] + ((lower[right] - lower[left]) * fu);
        return a + ((b - a) * fv);
    }

    private static float[] Average(byte[] pixels, int width, int height, int step, int w, int h)
    {
        float[] values = new float[3 * w * h];
        Parallel.For(0, h, j =>
        {
            int bottom = Math.Min((j + 1) * step, height);
            for (int i = 0; i < w; i++)
            {
                int right = Math.Min((i + 1) * step, width);
                int r = 0, g = 0, b = 0;
                for (int y = j * step; y < bottom; y++)
                {
                    for (int at = ((y * width) + (i * step)) * 3; at < ((y * width) + right) * 3; at += 3)
                    {
                        r += pixels[at];
                        g += pixels[at + 1];
                        b += pixels[at + 2];
                    }
                }

                float count = (bottom - (j * step)) * (right - (i * step));
                int to = (j * w) + i;
                (values[to], values[(w * h) + to], values[(2 * w * h) + to]) = (r / count, g / count, b / count);
            }
        });
        return values;
    }

    // Radius ⌊4σ + 0.5⌋, borders mirrored with the edge repeated.
    private static void Blur(float[] values, int w, int h, double sigma)
    {
        int radius = (int)((4 * sigma) + 0.5);
        float[] weights = new float[(2 * radius) + 1];
        double sum = 0;
        for (int k = -radius; k <= radius; k++)
        {
            sum += Math.Exp(-0.5 * k * k / (sigma * sigma));
        }

        for (int k = -radius; k <= radius; k++)
        {
            weights[k + radius] = (float)(Math.Exp(-0.5 * k * k / (sigma * sigma)) / sum);
        }

        float[] between = new float[values.Length];
        Parallel.For(0, 3 * h, row =>
        {
            int plane = row / h * w * h, y = row % h;
            Span<float> to = between.AsSpan(row * w, w);
            for (int k = -radius; k <= radius; k++)
            {
                Rows.AddScaled(values.AsSpan(plane + (Symmetric(y + k, h) * w), w), weights[k + radius], to);
            }
        });
        Parallel.For(0, 3 * h, () => new float[w + (2 * radius)], (row, _, extended) =>
        {
            ReadOnlySpan<float> from = between.AsSpan(row * w, w);
            for (int x = 0; x < extended.Length; x++)
            {
                extended[x] = from[Symmetric(x - radius, w)];
            }

            Span<float> to = values.AsSpan(row * w, w);
            to.Clear();
            for (int k = 0; k < weights.Length; k++)
            {
                Rows.AddScaled(extended.AsSpan(k, w), weights[k], to);
            }

            return extended;
        }, _ => { });
    }

    private static int Symmetric(int at, int length)
    {
        int period = 2 * length;
        int phase = ((at % period) + period) % period;
        return phase < length ? phase : period - 1 - phase;
    }
}
