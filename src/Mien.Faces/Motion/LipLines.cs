using Mien.Faces.Alignment;

namespace Mien.Faces.Motion;

/// <summary>
/// The inner edges of the lips as two curves from one corner of the mouth to the other, from the landmarks 60 to 67;
/// lengths in the unit of the landmarks.
/// </summary>
internal sealed class LipLines
{
    private readonly Point _corner;
    private readonly Point _along; // unit
    private readonly double _width;
    private readonly (double Bend, double Skew) _upper;
    private readonly (double Bend, double Skew) _lower;

    /// <summary>The lips of a face.</summary>
    /// <param name="landmarks">dlib's 68; the corners of the mouth are apart.</param>
    public LipLines(IReadOnlyList<Point> landmarks)
    {
        Point way = landmarks[64] - landmarks[60];
        (_corner, _width) = (landmarks[60], way.Length);
        _along = way * (1 / _width);
        _upper = Fit(landmarks[61], landmarks[62], landmarks[63]);
        _lower = Fit(landmarks[67], landmarks[66], landmarks[65]);
    }

    /// <summary>From corner to corner.</summary>
    public double Width => _width;

    /// <summary>How far the lips are apart in the middle; below 0 where the landmarks cross.</summary>
    public double Opening => Lower(0.5) - Upper(0.5);

    /// <summary>Where a place is.</summary>
    /// <returns>Along the mouth, 0 at one corner and 1 at the other, and how far down from the line between
    /// them.</returns>
    public (double Along, double Down) Local(Point place)
    {
        Point from = place - _corner;
        return (((from.X * _along.X) + (from.Y * _along.Y)) / _width, (from.Y * _along.X) - (from.X * _along.Y));
    }

    /// <summary>The place of what <see cref="Local"/> gives.</summary>
    public Point Place(double along, double down) => _corner + (_along * (along * _width))
        + new Point(-_along.Y * down, _along.X * down);

    /// <summary>How far down the upper lip ends.</summary>
    public double Upper(double along) => Curve(_upper, along);

    /// <summary>How far down the lower lip begins.</summary>
    public double Lower(double along) => Curve(_lower, along);

    private static double Curve((double Bend, double Skew) line, double along)
        => along * (1 - along) * (line.Bend + (line.Skew * (along - 0.5)));

    // Least squares; both curves end in the corners.
    private (double Bend, double Skew) Fit(params ReadOnlySpan<Point> points)
    {
        double aa = 0, ab = 0, bb = 0, ay = 0, by = 0;
        foreach (Point point in points)
        {
            (double along, double down) = Local(point);
            double a = along * (1 - along), b = a * (along - 0.5);
            (aa, ab, bb, ay, by) = (aa + (a * a), ab + (a * b), bb + (b * b), ay + (a * down), by + (b * down));
        }

        double determinant = (aa * bb) - (ab * ab);
        return determinant > 1e-12
            ? (((bb * ay) - (ab * by)) / determinant, ((aa * by) - (ab * ay)) / determinant) : (0, 0);
    }
}
