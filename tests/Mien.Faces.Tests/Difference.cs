using Mien.Faces.Images;

namespace Mien.Faces.Tests;

/// <summary>How far two pictures are apart, in levels of 0 to 255.</summary>
internal static class Difference
{
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
