using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Tests;

/// <summary>How far two pictures are apart, in levels of 0 to 255.</summary>
internal static class Difference
{
    /// <summary>Peak signal-to-noise ratio inside the mask, and how many bytes differ outside.</summary>
    public static (double Psnr, int Outside) Inside(PasteMask mask, Image a, Image b)
    {
        (a.Width, a.Height).ShouldBe((b.Width, b.Height));
        ReadOnlySpan<byte> x = a.Pixels.Span, y = b.Pixels.Span;
        long squares = 0, count = 0;
        int outside = 0;
        for (int i = 0; i < x.Length; i++)
        {
            int d = x[i] - y[i];
            if (mask[i / 3 % a.Width, i / 3 / a.Width] > 0)
            {
                squares += d * d;
                count++;
            }
            else if (d != 0)
            {
                outside++;
            }
        }

        return (10 * Math.Log10(255.0 * 255 * count / Math.Max(squares, 1)), outside);
    }

    public static (double Mean, int Largest) Between(Image a, Image b)
    {
        (a.Width, a.Height).ShouldBe((b.Width, b.Height));
        ReadOnlySpan<byte> x = a.Pixels.Span, y = b.Pixels.Span;
        long sum = 0;
        int largest = 0;
        for (int i = 0; i < x.Length; i++)
        {
            int d = Math.Abs(x[i] - y[i]);
            sum += d;
            largest = Math.Max(largest, d);
        }

        return ((double)sum / x.Length, largest);
    }
}
