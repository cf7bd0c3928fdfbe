using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Detection;

/// <summary>Draws boxes and landmarks over a picture, to look at.</summary>
public static class FaceDrawing
{
    private static readonly (int First, int Last, bool Closed)[] _strokes =
    [
        (0, 16, false), (17, 21, false), (22, 26, false), (27, 30, false), (31, 35, false),
        (36, 41, true), (42, 47, true), (48, 59, true), (60, 67, true),
    ];

    /// <summary>
    /// A new picture with the box of each face in yellow, the strokes between its landmarks in green and the points in
    /// white.
    /// </summary>
    public static Image Draw(Image picture, IReadOnlyList<Face> faces)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(faces);
        Canvas canvas = new(picture);
        foreach (Face face in faces)
        {
            double thick = Math.Max(face.InterOcular / 60, 1);
            Point topLeft = new(face.Box.Left, face.Box.Top), size = new(face.Box.Width, face.Box.Height);
            Point[] corners = [topLeft, topLeft + new Point(size.X, 0), topLeft + size, topLeft + new Point(0, size.Y)];
            for (int i = 0; i < 4; i++)
            {
                canvas.Line(corners[i], corners[(i + 1) % 4], thick, (255, 210, 0));
            }

            foreach ((int first, int last, bool closed) in _strokes)
            {
                for (int i = first; i < last; i++)
                {
                    canvas.Line(face.Landmarks[i], face.Landmarks[i + 1], thick, (40, 220, 90));
                }

                if (closed)
                {
                    canvas.Line(face.Landmarks[last], face.Landmarks[first], thick, (40, 220, 90));
                }
            }

            foreach (Point p in face.Landmarks)
            {
                canvas.Line(p, p, thick * 2.2, (255, 255, 255));
            }
        }

        return canvas.ToImage();
    }

    /// <summary>Strokes with round ends and smooth edges.</summary>
    private sealed class Canvas(Image picture)
    {
        private readonly byte[] _pixels = (byte[])picture.Bytes.Clone();

        public Image ToImage() => picture.With(_pixels);

        public void Line(Point a, Point b, double thick, (int Red, int Green, int Blue) colour)
        {
            double radius = thick / 2, reach = radius + 1;
            int left = Clamped(Math.Min(a.X, b.X) - reach, picture.Width),
                right = Clamped(Math.Max(a.X, b.X) + reach, picture.Width);
            int top = Clamped(Math.Min(a.Y, b.Y) - reach, picture.Height),
                bottom = Clamped(Math.Max(a.Y, b.Y) + reach, picture.Height);
            Point along = b - a;
            double squared = (along.X * along.X) + (along.Y * along.Y);
            for (int y = top; y <= bottom; y++)
            {
                for (int x = left; x <= right; x++)
                {
                    Point from = new Point(x, y) - a;
                    double t = squared == 0 ? 0 : Math.Clamp(((from.X * along.X) + (from.Y * along.Y)) / squared, 0, 1);
                    double cover = Math.Clamp(radius + 0.5 - (from - (along * t)).Length, 0, 1);
                    Span<byte> pixel = _pixels.AsSpan(((y * picture.Width) + x) * 3, 3);
                    pixel[0] = (byte)Math.Round(pixel[0] + ((colour.Red - pixel[0]) * cover));
                    pixel[1] = (byte)Math.Round(pixel[1] + ((colour.Green - pixel[1]) * cover));
                    pixel[2] = (byte)Math.Round(pixel[2] + ((colour.Blue - pixel[2]) * cover));
                }
            }
        }

        private static int Clamped(double at, int length) => (int)Math.Clamp(Math.Round(at), 0, length - 1);
    }
}
