using Mien.Faces.Images;

namespace Mien.Generation;

/// <summary>Pictures of one size side by side.</summary>
public static class PictureGrid
{
    /// <summary>Row by row, nearly square, wider rather than higher; places left over are black. One picture stays as it is.</summary>
    /// <param name="pictures">At least one, all of one size.</param>
    /// <exception cref="ArgumentException">There is none, or sizes differ.</exception>
    public static Image Arrange(IReadOnlyList<Image> pictures)
    {
        if (pictures.Count == 0 || pictures.Any(p => p.Width != pictures[0].Width || p.Height != pictures[0].Height))
        {
            throw new ArgumentException("a grid is made of one or more pictures of the same size", nameof(pictures));
        }

        int columns = (int)Math.Ceiling(Math.Sqrt(pictures.Count)), rows = (pictures.Count + columns - 1) / columns;
        int width = pictures[0].Width, height = pictures[0].Height;
        byte[] pixels = new byte[checked(rows * height * columns * width * 3)];
        for (int i = 0; i < pictures.Count; i++)
        {
            for (int y = 0; y < height; y++)
            {
                long at = (((((long)(i / columns) * height) + y) * columns) + (i % columns)) * width * 3;
                pictures[i].Pixels.Span.Slice(y * width * 3, width * 3).CopyTo(pixels.AsSpan((int)at));
            }
        }

        return new(columns * width, rows * height, pixels) { DigitalSource = pictures[0].DigitalSource };
    }
}
