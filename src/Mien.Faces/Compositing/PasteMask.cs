using System.Runtime.CompilerServices;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>
/// Weights of the new face over the photo, 0 to 1. Only the box that holds all that are not 0 is kept.
/// </summary>
public sealed class PasteMask
{
    private readonly int _photoWidth;
    private readonly int _photoHeight;

    internal PasteMask(int photoWidth, int photoHeight, Box box, float[] weights) =>
        (_photoWidth, _photoHeight, Box, Weights) = (photoWidth, photoHeight, box, weights);

    internal Box Box { get; }

    internal float[] Weights { get; } // [Box.Height, Box.Width]

    /// <summary>The weight of a pixel of the photo.</summary>
    public float this[int x, int y]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => x >= Box.Left && x < Box.Right && y >= Box.Top && y < Box.Bottom
            ? Weights[((y - Box.Top) * Box.Width) + x - Box.Left]
            : 0;
    }

    /// <summary>The weight between pixels, linearly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Between(double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float fx = (float)(x - left), fy = (float)(y - top);
        float upper = this[left, top] + ((this[left + 1, top] - this[left, top]) * fx),
            lower = this[left, top + 1] + ((this[left + 1, top + 1] - this[left, top + 1]) * fx);
        return upper + ((lower - upper) * fy);
    }

    /// <summary>The mask as a grey picture of the photo's size.</summary>
    public Image ToImage()
    {
        byte[] pixels = new byte[_photoWidth * _photoHeight * 3];
        for (int y = Box.Top; y < Box.Bottom; y++)
        {
            for (int x = Box.Left; x < Box.Right; x++)
            {
                pixels.AsSpan(((y * _photoWidth) + x) * 3, 3).Fill((byte)((this[x, y] * 255) + 0.5f));
            }
        }

        return new Image(_photoWidth, _photoHeight, pixels);
    }

    /// <summary>The same mask in the smallest box.</summary>
    internal PasteMask Trimmed()
    {
        int left = Box.Right, right = Box.Left, top = Box.Bottom, bottom = Box.Top;
        for (int y = Box.Top; y < Box.Bottom; y++)
        {
            ReadOnlySpan<float> row = Weights.AsSpan((y - Box.Top) * Box.Width, Box.Width);
            int first = row.IndexOfAnyExcept(0f);
            if (first >= 0)
            {
                (left, right) = (Math.Min(left, Box.Left + first), Math.Max(
                    right, Box.Left + row.LastIndexOfAnyExcept(0f) + 1));
                (top, bottom) = (Math.Min(top, y), y + 1);
            }
        }

        if (top >= bottom)
        {
            throw new ArgumentException("Compositor: the mask is empty, nothing of the photo would change");
        }

        Box box = new(left, top, right, bottom);
        float[] weights = new float[box.Width * box.Height];
        for (int y = 0; y < box.Height; y++)
        {
            Weights.AsSpan(((box.Top - Box.Top + y) * Box.Width) + box.Left - Box.Left, box.Width)
                .CopyTo(weights.AsSpan(y * box.Width));
        }

        return new PasteMask(_photoWidth, _photoHeight, box, weights);
    }
}
