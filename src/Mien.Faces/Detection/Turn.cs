using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Detection;

/// <summary>A quarter, half or three-quarter turn of a picture, clockwise.</summary>
internal readonly record struct Turn(int Degrees)
{
    public static readonly Turn None = new(0);
    public static readonly Turn Right = new(90);
    public static readonly Turn Half = new(180);
    public static readonly Turn Left = new(270);

    public (int Width, int Height) SizeOf(Image picture) =>
        Degrees % 180 == 0 ? (picture.Width, picture.Height) : (picture.Height, picture.Width);

    /// <summary>The turned picture.</summary>
    public Image Apply(Image picture)
    {
        (int width, int height) = SizeOf(picture);
        return Degrees == 0 ? picture : Cut(picture, new Box(0, 0, width, height));
    }

    /// <summary>A part of the turned picture.</summary>
    public Image Cut(Image picture, Box box)
    {
        if (Degrees == 0)
        {
            return picture.Cut(box);
        }

        byte[] pixels = new byte[box.Width * box.Height * 3];
        for (int y = 0; y < box.Height; y++)
        {
            for (int x = 0; x < box.Width; x++)
            {
                Point from = Back(new Point(box.Left + x, box.Top + y), picture.Width, picture.Height);
                picture.Bytes.AsSpan((((int)from.Y * picture.Width) + (int)from.X) * 3, 3)
                    .CopyTo(pixels.AsSpan(((y * box.Width) + x) * 3));
            }
        }

        return new Image(box.Width, box.Height, pixels);
    }

    /// <summary>From the turned picture to the one before, which has the given size.</summary>
    public Point Back(Point p, int width, int height) => Degrees switch
    {
        90 => new(p.Y, height - 1 - p.X),
        180 => new(width - 1 - p.X, height - 1 - p.Y),
        270 => new(width - 1 - p.Y, p.X),
        _ => p,
    };
}
