using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mien.Faces.Compositing;

/// <summary>
/// A rectangle of colours that may be negative: [Height, Width] of (red, green, blue, 0), in levels of 0 to 255.
/// </summary>
internal sealed record ColourField(int Width, int Height, Vector128<float>[] Values)
{
    public ColourField(int width, int height)
        : this(width, height, new Vector128<float>[width * height])
    {
    }

    public Span<Vector128<float>> Row(int y) => Values.AsSpan(y * Width, Width);

    /// <summary>The brightness of a colour, levels: Rec. 601's weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Brightness(Vector128<float> colour)
        => (0.3f * colour[0]) + (0.59f * colour[1]) + (0.11f * colour[2]);

    /// <summary>The colours of a picture.</summary>
    public static ColourField Of(Images.Image image)
    {
        ColourField field = new(image.Width, image.Height);
        byte[] from = image.Bytes;
        Parallel.For(0, image.Height, y =>
        {
            Span<Vector128<float>> row = field.Row(y);
            for (int x = 0, at = y * image.Width * 3; x < row.Length; x++, at += 3)
            {
                row[x] = Vector128.Create(from[at], from[at + 1], from[at + 2], 0f);
            }
        });
        return field;
    }

    /// <summary>Between pixel centres, linearly; the edge goes on outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> At(double x, double y)
    {
        x = Math.Clamp(x, 0, Width - 1);
        y = Math.Clamp(y, 0, Height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, Width - 1), bottom = Math.Min(top + 1, Height - 1);
        float fx = (float)(x - left), fy = (float)(y - top);
        int upper = top * Width, lower = bottom * Width;
        Vector128<float> a = Values[upper + left] + ((Values[upper + right] - Values[upper + left]) * fx),
            b = Values[lower + left] + ((Values[lower + right] - Values[lower + left]) * fx);
        return a + ((b - a) * fy);
    }

    /// <summary>Between pixel centres, by Catmull and Rom's cubic; the edge goes on outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Cubic(double x, double y)
    {
        x = Math.Clamp(x, 0, Width - 1);
        y = Math.Clamp(y, 0, Height - 1);
        int left = (int)x, top = (int)y;
        float fx = (float)(x - left), fy = (float)(y - top);
        if (left < 1 || top < 1 || left + 2 >= Width || top + 2 >= Height)
        {
            return At(x, y);
        }

        (float a, float b, float c, float d) = Weights(fx);
        int at = ((top - 1) * Width) + left - 1;
        Vector128<float> r0 = Line(at), r1 = Line(at + Width), r2 = Line(at + (2 * Width)), r3 = Line(at + (3 * Width));
        (a, b, c, d) = Weights(fy);
        return (r0 * a) + (r1 * b) + (r2 * c) + (r3 * d);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector128<float> Line(int from)
            => (Values[from] * a) + (Values[from + 1] * b) + (Values[from + 2] * c) + (Values[from + 3] * d);

        static (float, float, float, float) Weights(float t) => (
            ((((-0.5f * t) + 1) * t) - 0.5f) * t, (((1.5f * t) - 2.5f) * t * t) + 1,
            ((((-1.5f * t) + 2) * t) + 0.5f) * t, ((0.5f * t) - 0.5f) * t * t);
    }
}
