using Mien.Faces.Images;

namespace Mien.Faces.Alignment;

/// <summary>
/// Pads a picture by reflection and lets the padding fade into its blur, then into the median colour, so that the edge
/// of the photo does not show in the crop.
/// </summary>
internal static class ReflectedPadding
{
    private const int BinsPerLevel = 64;

    /// <param name="image">What to pad.</param>
    /// <param name="pad">At least 1 on every side.</param>
    /// <param name="sigma">Of the blur, in pixels.</param>
    public static Image Pad(Image image, Padding pad, double sigma)
    {
        int width = image.Width + pad.Left + pad.Right, height = image.Height + pad.Top + pad.Bottom;
        byte[] pixels = Reflect(image, pad, width, height);
        SmoothField blur = SmoothField.Of(pixels, width, height, sigma);
        float[] median = Median(pixels, blur, pad, width, height);
        byte[] result = new byte[pixels.Length];
        Parallel.For(0, height, y =>
        {
            Span<float> row = new float[width * 3];
            Blend(pixels, blur, pad, width, height, y, row);
            for (int x = 0; x < width; x++)
            {
                float m = (float)Math.Clamp(Margin(x, y, pad, width, height), 0, 1);
                for (int c = 0; c < 3; c++)
                {
                    float value = row[(3 * x) + c];
                    result[(((y * width) + x) * 3) + c] = Lanczos.ToByte(value + ((median[c] - value) * m));
                }
            }
        });
        return new Image(width, height, result);
    }

    /// <summary>
    /// 1 at the padding's outer edge, 0 where it meets the photo (at the nearest side), negative inside.
    /// </summary>
    public static double Margin(double x, double y, Padding pad, int width, int height)
    {
        double across = Math.Min(x / pad.Left, (width - 1 - x) / pad.Right),
            down = Math.Min(y / pad.Top, (height - 1 - y) / pad.Bottom);
        return 1 - Math.Min(across, down);
    }

    private static void Blend(
        byte[] pixels, SmoothField blur, Padding pad, int width, int height, int y, Span<float> row)
    {
        ReadOnlySpan<byte> from = pixels.AsSpan(y * width * 3, width * 3);
        for (int x = 0; x < width; x++)
        {
            float m = (float)Math.Clamp((Margin(x, y, pad, width, height) * 3) + 1, 0, 1);
            for (int c = 0; c < 3; c++)
            {
                float value = from[(3 * x) + c];
                row[(3 * x) + c] = m == 0 ? value : value + ((blur.At(x, y, c) - value) * m);
            }
        }
    }

    private static float[] Median(byte[] pixels, SmoothField blur, Padding pad, int width, int height)
    {
        int bins = (256 * BinsPerLevel) + 1;
        int[] counts = new int[3 * bins];
        Parallel.For(0, height, () => new int[3 * bins], (y, _, own) =>
        {
            Span<float> row = new float[width * 3];
            Blend(pixels, blur, pad, width, height, y, row);
            for (int i = 0; i < row.Length; i++)
            {
                own[((i % 3) * bins) + (int)((row[i] * BinsPerLevel) + 0.5f)]++;
            }

            return own;
        }, own =>
        {
            lock (counts)
            {
                for (int i = 0; i < own.Length; i++)
                {
                    counts[i] += own[i];
                }
            }
        });

        float[] median = new float[3];
        for (int c = 0; c < 3; c++)
        {
            long below = 0, half = (long)width * height / 2;
            int bin = 0;
            while ((below += counts[(c * bins) + bin]) <= half)
            {
                bin++;
            }

            median[c] = (float)bin / BinsPerLevel;
        }

        return median;
    }

    private static byte[] Reflect(Image image, Padding pad, int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        int[] columns = [.. Enumerable.Range(0, width).Select(x => Mirror(x - pad.Left, image.Width))];
        Parallel.For(0, height, y =>
        {
            ReadOnlySpan<byte> from = image.Bytes.AsSpan(
                Mirror(y - pad.Top, image.Height) * image.Width * 3, image.Width * 3);
            Span<byte> to = pixels.AsSpan(y * width * 3, width * 3);
            for (int x = 0; x < width; x++)
            {
                from.Slice(columns[x] * 3, 3).CopyTo(to[(3 * x)..]);
            }
        });
        return pixels;
    }

    // Reflection without repeating the edge: … 2 1 | 0 1 2 … n−1 | n−2 …
    private static int Mirror(int at, int length)
    {
        int period = Math.Max(2 * (length - 1), 1);
        int phase = ((at % period) + period) % period;
        return phase < length ? phase : period - phase;
    }
}
