using System.Globalization;

namespace Mien.Reports;

/// <summary>Numbers in pictures, in digits of 3 × 5 dots.</summary>
internal static class Digits
{
    private const int Width = 3;
    private const int Height = 5;

    // Row by row from the top, the left dot highest.
    private static readonly int[] _dots =
    [
        0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_111_001_111,
        0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_001_001_001,
        0b111_101_111_101_111, 0b111_101_111_001_111,
    ];

    /// <summary>Draws a number in black around a point.</summary>
    /// <param name="number">0 or more.</param>
    /// <param name="rgb">The picture, 3 bytes a pixel.</param>
    /// <param name="stride">Its width.</param>
    /// <param name="x">The middle of the number, pixels from the left.</param>
    /// <param name="y">The middle of the number, pixels from the top.</param>
    /// <param name="scale">Edge of a dot in pixels.</param>
    public static void Draw(int number, byte[] rgb, int stride, int x, int y, int scale)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        int left = x - (((text.Length * (Width + 1)) - 1) * scale / 2), top = y - (Height * scale / 2);
        for (int i = 0; i < text.Length; i++)
        {
            for (int dot = 0; dot < Width * Height; dot++)
            {
                if ((_dots[text[i] - '0'] >> ((Width * Height) - 1 - dot) & 1) != 0)
                {
                    Fill(left + (((i * (Width + 1)) + (dot % Width)) * scale), top + (dot / Width * scale));
                }
            }
        }

        void Fill(int fromX, int fromY)
        {
            for (int row = fromY; row < fromY + scale; row++)
            {
                rgb.AsSpan(((row * stride) + fromX) * 3, scale * 3).Clear();
            }
        }
    }
}
