using System.Runtime.Intrinsics;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>
/// The colours of a photo that has one for each brightness: grey, sepia or toned otherwise. What is put into it stays
/// on that line.
/// </summary>
internal sealed class ToneLine
{
    private const int Levels = 256;
    // levels, root mean square, of a toned photo's colours from the line: compression has some
    private const double MostDeviation = 3;

    private readonly Vector128<float>[] _colours; // at each brightness
    private readonly bool _isGrey;

    private ToneLine(Vector128<float>[] colours, bool isGrey) => (_colours, _isGrey) = (colours, isGrey);

    /// <summary>The line of a part of a photo; null if it has more colours.</summary>
    public static ToneLine? Of(Image photo, Box box)
    {
        Vector128<float>[] sums = new Vector128<float>[Levels];
        bool isGrey = true;
        for (int y = box.Top; y < box.Bottom; y++)
        {
            int at = ((y * photo.Width) + box.Left) * 3;
            for (int x = 0; x < box.Width; x++, at += 3)
            {
                Vector128<float> colour = Vector128.Create(
                    photo.Bytes[at], photo.Bytes[at + 1], photo.Bytes[at + 2], 1f);
                isGrey &= colour[0] == colour[1] && colour[1] == colour[2];
                sums[(int)(ColourField.Brightness(colour) + 0.5f)] += colour;
            }
        }

        if (isGrey)
        {
            return new(sums, true);
        }

        Vector128<float>[] line = Smooth(sums);
        double squares = 0;
        for (int y = box.Top; y < box.Bottom; y++)
        {
            int at = ((y * photo.Width) + box.Left) * 3;
            for (int x = 0; x < box.Width; x++, at += 3)
            {
                Vector128<float> colour = Vector128.Create(
                    photo.Bytes[at], photo.Bytes[at + 1], photo.Bytes[at + 2], 0f),
                        off = colour - On(line, ColourField.Brightness(colour));
                squares += Vector128.Dot(off, off) / 3;
            }
        }

        return Math.Sqrt(squares / ((double)box.Width * box.Height)) <= MostDeviation ? new(line, false) : null;
    }

    /// <summary>A changed colour moved onto the line, and as far beside it as the old one was.</summary>
    public Vector128<float> Held(Vector128<float> old, Vector128<float> now)
    {
        if (_isGrey)
        {
            return Vector128.Create(ColourField.Brightness(now));
        }

        return On(_colours, ColourField.Brightness(now)) + old - On(_colours, ColourField.Brightness(old));
    }

    private static Vector128<float> On(Vector128<float>[] line, float light)
    {
        light = Math.Clamp(light, 0, Levels - 1);
        int below = Math.Min((int)light, Levels - 2);
        return line[below] + ((line[below + 1] - line[below]) * (light - below));
    }

    // Straight lines fitted to the brightnesses around each, ever more of them until there are pixels enough.
    private static Vector128<float>[] Smooth(Vector128<float>[] sums)
    {
        const int Enough = 400, Least = 12;
        Vector128<float>[] line = new Vector128<float>[Levels];
        for (int level = 0; level < Levels; level++)
        {
            Vector128<float> colour = Vector128<float>.Zero, colourByOffset = Vector128<float>.Zero;
            float byOffset = 0, bySquare = 0;
            for (int reach = 0; reach < Levels && (reach <= Least || colour[3] < Enough); reach++)
            {
                Add(level - reach);
                if (reach > 0)
                {
                    Add(level + reach);
                }
            }

            float count = colour[3], spread = bySquare - (byOffset * byOffset / count);
            Vector128<float> slope = spread > count / 4
                ? (colourByOffset - (colour * (byOffset / count))) / spread : Vector128<float>.One;
            Vector128<float> fitted = ((colour / count) - (slope * (byOffset / count))).WithElement(3, 0);
            line[level] = fitted + Vector128.Create(level - ColourField.Brightness(fitted)).WithElement(3, 0);

            void Add(int at)
            {
                if (at is >= 0 and < Levels)
                {
                    int offset = at - level;
                    colour += sums[at];
                    colourByOffset += sums[at] * offset;
                    byOffset += sums[at][3] * offset;
                    bySquare += sums[at][3] * offset * offset;
                }
            }
        }

        return line;
    }
}
