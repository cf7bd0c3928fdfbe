using Mien.Faces.Images;

namespace Mien.Faces.Tests;

/// <summary>Smooth pictures without symmetry.</summary>
internal static class TestPicture
{
    public static Image Of(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double u = (double)x / width, v = (double)y / height;
                int at = ((y * width) + x) * 3;
                pixels[at] = (byte)(40 + (180 * u));
                pixels[at + 1] = (byte)(60 + (150 * v));
                pixels[at + 2] = (byte)(128 + (80 * Math.Sin(9 * u) * Math.Cos(7 * v)));
            }
        }

        return new Image(width, height, pixels);
    }
}
