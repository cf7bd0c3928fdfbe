namespace Mien.Tensors.Tests.Oracle;

/// <summary>Every operation once more, as its formula says it, in float64 and without a thought for speed.</summary>
internal static partial class Slow
{
    public static Grid Conv2d(Grid x, Grid w, Grid? bias = null, int stride = 1, int? padding = null, bool relu = false)
    {
        int k = w.Shape[2], p = padding ?? ((k - 1) / 2), channels = w.Shape[1];
        int outH = ((x.Shape[1] + (2 * p) - k) / stride) + 1, outW = ((x.Shape[2] + (2 * p) - k) / stride) + 1;
        return Grid.Of(x.Shape[0], outH, outW, w.Shape[0], (n, i, j, o) =>
        {
            double sum = bias is null ? 0 : bias.Values[o];
            for (int a = 0; a < k; a++)
            {
                for (int b = 0; b < k; b++)
                {
                    int row = (i * stride) + a - p, column = (j * stride) + b - p;
                    if (row >= 0 && row < x.Shape[1] && column >= 0 && column < x.Shape[2])
                    {
                        int pixel = ((((n * x.Shape[1]) + row) * x.Shape[2]) + column) * channels;
                        for (int c = 0; c < channels; c++)
                        {
                            sum += x.Values[pixel + c] * w.Values[(((((o * channels) + c) * k) + a) * k) + b];
                        }
                    }
                }
            }

            return relu ? Math.Max(sum, 0) : sum;
        });
    }

    public static Grid ConvTranspose2d(Grid x, Grid w, int stride = 2, int padding = 0)
    {
        int k = w.Shape[2], inputs = w.Shape[0], outputs = w.Shape[1];
        Grid y = Grid.Zeros(
            x.Shape[0], ((x.Shape[1] - 1) * stride) + k - (2 * padding),
            ((x.Shape[2] - 1) * stride) + k - (2 * padding), outputs);
        for (int at = 0; at < x.Count; at++)
        {
            int c = at % inputs, j = at / inputs % x.Shape[2], i = at / inputs / x.Shape[2] % x.Shape[1],
                n = at / inputs / x.Shape[2] / x.Shape[1];
            for (int tap = 0; tap < k * k; tap++)
            {
                int row = (i * stride) + (tap / k) - padding, column = (j * stride) + (tap % k) - padding;
                if (row >= 0 && row < y.Shape[1] && column >= 0 && column < y.Shape[2])
                {
                    int pixel = ((((n * y.Shape[1]) + row) * y.Shape[2]) + column) * outputs;
                    for (int o = 0; o < outputs; o++)
                    {
                        y.Values[pixel + o] += x.Values[at] * w.Values[(((c * outputs) + o) * k * k) + tap];
                    }
                }
            }
        }

        return y;
    }

    public static Grid Dense(Grid x, Grid w, Grid? bias = null)
    {
        int inputs = x.Shape[1], outputs = w.Shape[0];
        return Grid.Flat([x.Shape[0], outputs], at =>
        {
            int n = at / outputs, o = at % outputs;
            double sum = bias is null ? 0 : bias.Values[o];
            for (int i = 0; i < inputs; i++)
            {
                sum += x.Values[(n * inputs) + i] * w.Values[(o * inputs) + i];
            }

            return sum;
        });
    }

    public static Grid Gram(Grid x)
    {
        int c = x.Shape[3];
        return Grid.Flat([x.Shape[0], c, c], at =>
        {
            double sum = 0;
            for (int h = 0; h < x.Shape[1]; h++)
            {
                for (int w = 0; w < x.Shape[2]; w++)
                {
                    sum += x[at / c / c, h, w, at / c % c] * x[at / c / c, h, w, at % c];
                }
            }

            return sum / ((double)x.Shape[1] * x.Shape[2] * c);
        });
    }

    public static Grid KernelEnergy(Grid w)
    {
        int taps = w.Shape[2] * w.Shape[3];
        return Grid.Flat([w.Shape[0], w.Shape[1]], at => w.Values.Skip(at * taps).Take(taps).Sum(v => v * v));
    }
}
