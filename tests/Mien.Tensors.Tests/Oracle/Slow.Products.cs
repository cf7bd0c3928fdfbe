namespace Mien.Tensors.Tests.Oracle;

/// <summary>Every operation once more, as its formula says it, in float64 and without a thought for speed.</summary>
internal static partial class Slow
{
    public static Grid Conv2d(Grid x, Grid w, Grid? bias = null, int stride = 1, int? padding = null, bool relu = false)
    {
        int k = w.Shape[2], p = padding ?? ((k - 1) / 2);
        int outH = ((x.Shape[1] + (2 * p) - k) / stride) + 1, outW = ((x.Shape[2] + (2 * p) - k) / stride) + 1;
        return Grid.Of(x.Shape[0], outH, outW, w.Shape[0], (n, i, j, o) =>
        {
            double sum = bias is null ? 0 : bias.Values[o];
            for (int c = 0; c < w.Shape[1]; c++)
            {
                for (int a = 0; a < k; a++)
                {
                    for (int b = 0; b < k; b++)
                    {
                        sum += x.Padded(n, (i * stride) + a - p, (j * stride) + b - p, c) * w[o, c, a, b];
                    }
                }
            }

            return relu ? Math.Max(sum, 0) : sum;
        });
    }

    public static Grid ConvTranspose2d(Grid x, Grid w, int stride = 2, int padding = 0)
    {
        int k = w.Shape[2];
        Grid y = Grid.Zeros(
            x.Shape[0], ((x.Shape[1] - 1) * stride) + k - (2 * padding), ((x.Shape[2] - 1) * stride) + k - (2 * padding), w.Shape[1]);
        _ = Grid.Of(x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3], (n, i, j, c) =>
        {
            for (int o = 0; o < w.Shape[1]; o++)
            {
                for (int a = 0; a < k; a++)
                {
                    for (int b = 0; b < k; b++)
                    {
                        y.Add(n, (i * stride) + a - padding, (j * stride) + b - padding, o, x[n, i, j, c] * w[c, o, a, b]);
                    }
                }
            }

            return 0;
        });
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
