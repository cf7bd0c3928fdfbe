using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mien.Faces.Motion;

/// <summary>
/// One number a pixel. Rows are padded to whole vectors, and a row of zeros lies above and below, so that a vector of
/// neighbours can be read at every pixel.
/// </summary>
internal sealed class Plane
{
    public Plane(int width, int height)
    {
        (Width, Height) = (width, height);
        // at least one number of padding
        Stride = (width + Vector<float>.Count) / Vector<float>.Count * Vector<float>.Count;
        Values = new float[Stride * (height + 2)];
    }

    public int Width { get; }

    public int Height { get; }

    public int Stride { get; }

    public float[] Values { get; }

    public float this[int x, int y]
    {
        get => Values[First(y) + x];
        set => Values[First(y) + x] = value;
    }

    /// <summary>Index of the first number of a row.</summary>
    public int First(int y) => (y + 1) * Stride;

    /// <summary>Between pixel centres, linearly; the edge goes on outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(float x, float y)
    {
        x = Math.Clamp(x, 0, Width - 1);
        y = Math.Clamp(y, 0, Height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, Width - 1), upper = First(top),
            lower = First(Math.Min(top + 1, Height - 1));
        float fx = x - left, a = Values[upper + left] + ((Values[upper + right] - Values[upper + left]) * fx);
        float b = Values[lower + left] + ((Values[lower + right] - Values[lower + left]) * fx);
        return a + ((b - a) * (y - top));
    }

    /// <summary>A displacement at another size of the picture: resampled linearly, and scaled with it.</summary>
    public Plane Rescaled(int width, int height)
    {
        Plane to = new(width, height);
        float stepX = (float)Width / width, stepY = (float)Height / height, scale = (float)width / Width;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                to[x, y] = At(((x + 0.5f) * stepX) - 0.5f, ((y + 0.5f) * stepY) - 0.5f) * scale;
            }
        }

        return to;
    }
}
