using System.Runtime.Intrinsics;

namespace Mien.Faces.Images;

/// <summary>
/// Resampling by the Lanczos-3 kernel, widened by the reduction, horizontally first, rounded to 8 bits after each pass:
/// what the FFHQ crop was made with.
/// </summary>
internal static class Lanczos
{
    /// <summary>
    /// The part <paramref name="box"/> of the picture resampled to width × height, [box.Height, box.Width, 3].
    /// </summary>
    public static byte[] Resize(Image image, int width, int height, Box box)
    {
        Taps across = Taps.For(image.Width, width, box.Left, box.Right);
        Taps down = Taps.For(image.Height, height, box.Top, box.Bottom);
        int firstRow = down.First[0], rows = down.First[^1] + down.Count[^1] - firstRow;
        byte[] narrow = new byte[rows * box.Width * 3];
        Parallel.For(0, rows, () => new Vector128<float>[image.Width], (y, _, wide) =>
        {
            int left = across.First[0], right = across.First[^1] + across.Count[^1];
            Widen(image.Bytes.AsSpan(((firstRow + y) * image.Width) * 3, image.Width * 3), wide, left, right);
            Span<byte> to = narrow.AsSpan(y * box.Width * 3, box.Width * 3);
            for (int x = 0; x < box.Width; x++)
            {
                Vector128<float> sum = Vector128<float>.Zero;
                ReadOnlySpan<float> weights = across.WeightsOf(x);
                ReadOnlySpan<Vector128<float>> from = wide.AsSpan(across.First[x], weights.Length);
                for (int k = 0; k < weights.Length; k++)
                {
                    sum = Vector128.FusedMultiplyAdd(from[k], Vector128.Create(weights[k]), sum);
                }

                (to[3 * x], to[(3 * x) + 1], to[(3 * x) + 2]) = (ToByte(sum[0]), ToByte(sum[1]), ToByte(sum[2]));
            }

            return wide;
        }, _ => { });

        byte[] result = new byte[box.Height * box.Width * 3];
        Parallel.For(0, box.Height, () => new float[box.Width * 3], (y, _, sum) =>
        {
            Array.Clear(sum);
            ReadOnlySpan<float> weights = down.WeightsOf(y);
            for (int k = 0; k < weights.Length; k++)
            {
                ReadOnlySpan<byte> from = narrow.AsSpan((down.First[y] + k - firstRow) * box.Width * 3, sum.Length);
                for (int x = 0; x < sum.Length; x++)
                {
                    sum[x] += from[x] * weights[k];
                }
            }

            Span<byte> to = result.AsSpan(y * sum.Length, sum.Length);
            for (int x = 0; x < sum.Length; x++)
            {
                to[x] = ToByte(sum[x]);
            }

            return sum;
        }, _ => { });
        return result;
    }

    /// <summary>sinc(x)·sinc(x/3) for |x| &lt; 3.</summary>
    public static double Kernel(double x)
    {
        x = Math.Abs(x);
        if (x >= 3)
        {
            return 0;
        }

        double p = Math.PI * x;
        return x < 1e-8 ? 1 : 3 * Math.Sin(p) * Math.Sin(p / 3) / (p * p);
    }

    /// <summary>Rounded to the nearest level.</summary>
    public static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0f, 255f);

    private static void Widen(ReadOnlySpan<byte> row, Vector128<float>[] wide, int left, int right)
    {
        for (int x = left; x < right; x++)
        {
            wide[x] = Colour.Load(row, x);
        }
    }

    /// <summary>For each result on one axis: the first sample, how many, and their weights, which sum to 1.</summary>
    private sealed record Taps(int[] First, int[] Count, float[] Weights, int Most)
    {
        public ReadOnlySpan<float> WeightsOf(int i) => Weights.AsSpan(i * Most, Count[i]);

        public static Taps For(int from, int to, int start, int end)
        {
            double scale = (double)from / to, widened = Math.Max(scale, 1), support = 3 * widened;
            int most = (int)Math.Ceiling(support) * 2 + 1;
            int[] first = new int[end - start], count = new int[end - start];
            float[] weights = new float[(end - start) * most];
            double[] exact = new double[most];
            for (int i = start; i < end; i++)
            {
                double centre = (i + 0.5) * scale;
                int low = Math.Max((int)(centre - support + 0.5), 0),
                    high = Math.Min((int)(centre + support + 0.5), from);
                double sum = 0;
                for (int k = low; k < high; k++)
                {
                    sum += exact[k - low] = Kernel((k - centre + 0.5) / widened);
                }

                (first[i - start], count[i - start]) = (low, high - low);
                for (int k = 0; k < high - low; k++)
                {
                    weights[((i - start) * most) + k] = (float)(exact[k] / sum);
                }
            }

            return new Taps(first, count, weights, most);
        }
    }
}
