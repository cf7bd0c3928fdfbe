using System.Runtime.Intrinsics;

namespace Mien.Faces.Compositing;

/// <summary>A rectangle of colours that may be negative: [Height, Width] of (red, green, blue, 0), in levels of 0 to 255.</summary>
internal sealed record Field(int Width, int Height, Vector128<float>[] Values)
{
    public Field(int width, int height)
        : this(width, height, new Vector128<float>[width * height])
    {
    }

    public Span<Vector128<float>> Row(int y) => Values.AsSpan(y * Width, Width);

    /// <summary>The colours of a picture.</summary>
    public static Field Of(Images.Image image)
    {
        Field field = new(image.Width, image.Height);
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
    public Vector128<float> At(double x, double y)
    {
        x = Math.Clamp(x, 0, Width - 1);
        y = Math.Clamp(y, 0, Height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, Width - 1), bottom = Math.Min(top + 1, Height - 1);
        float fx = (float)(x - left), fy = (float)(y - top);
        Span<Vector128<float>> upper = Row(top), lower = Row(bottom);
        Vector128<float> a = upper[left] + ((upper[right] - upper[left]) * fx), b = lower[left] + ((lower[right] - lower[left]) * fx);
        return a + ((b - a) * fy);
    }
}
