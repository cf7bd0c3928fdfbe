using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Detection;

/// <summary>
/// A square part of a picture, turned by any angle and resampled, in which a tilted face stands upright.
/// </summary>
/// <param name="Centre">Its middle, in pixels of the picture.</param>
/// <param name="Degrees">By how much the picture is turned clockwise in it.</param>
/// <param name="Side">Its side in pixels of its own.</param>
/// <param name="Scale">Pixels of its own for each pixel of the picture, at most 1.</param>
internal readonly record struct TurnedPart(Point Centre, double Degrees, int Side, double Scale)
{
    /// <summary>Where a point of the part lies in the picture.</summary>
    public Point Back(Point p)
    {
        (double sin, double cos) = Math.SinCos(Degrees * Math.PI / 180);
        double x = (p.X - ((Side - 1) / 2.0)) / Scale, y = (p.Y - ((Side - 1) / 2.0)) / Scale;
        return Centre + new Point((cos * x) + (sin * y), (cos * y) - (sin * x));
    }

    /// <summary>
    /// The part, bilinear, each pixel the mean of as many samples as it is reduced by; beyond the picture its border
    /// goes on.
    /// </summary>
    public Image Cut(Image picture)
    {
        int samples = Math.Max((int)Math.Round(1 / Scale), 1), side = Side;
        byte[] pixels = new byte[side * side * 3];
        TurnedPart part = this;
        Parallel.For(0, side, y =>
        {
            for (int x = 0; x < side; x++)
            {
                float red = 0, green = 0, blue = 0;
                for (int s = 0; s < samples * samples; s++)
                {
                    Point from = part.Back(
                        new(x + (((s % samples) + 0.5) / samples) - 0.5, y + (((s / samples) + 0.5) / samples) - 0.5));
                    Add(picture, from, ref red, ref green, ref blue);
                }

                Span<byte> to = pixels.AsSpan(((y * side) + x) * 3, 3);
                float of = samples * samples;
                (to[0], to[1], to[2]) =
                    (Lanczos.ToByte(red / of), Lanczos.ToByte(green / of), Lanczos.ToByte(blue / of));
            }
        });
        return new Image(side, side, pixels);
    }

    private static void Add(Image picture, Point at, ref float red, ref float green, ref float blue)
    {
        double x = Math.Clamp(at.X, 0, picture.Width - 1), y = Math.Clamp(at.Y, 0, picture.Height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, picture.Width - 1),
            below = Math.Min(top + 1, picture.Height - 1);
        float u = (float)(x - left), v = (float)(y - top);
        ReadOnlySpan<byte> pixels = picture.Bytes;
        foreach ((int column, int row, float weight) in (ReadOnlySpan<(int, int, float)>)[
            (left, top, (1 - u) * (1 - v)), (right, top, u * (1 - v)), (left, below, (1 - u) * v),
            (right, below, u * v)])
        {
            int p = ((row * picture.Width) + column) * 3;
            red += pixels[p] * weight;
            green += pixels[p + 1] * weight;
            blue += pixels[p + 2] * weight;
        }
    }
}
