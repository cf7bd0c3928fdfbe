using System.Text.Json.Serialization;

namespace Mien.Faces.Alignment;

/// <summary>A place in a picture in pixels, x to the right, y down; whole numbers are the centres of pixels.</summary>
[JsonConverter(typeof(PointJson))]
public readonly record struct Point(double X, double Y)
{
    /// <summary>Sum of coordinates.</summary>
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    /// <summary>Difference of coordinates.</summary>
    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    /// <summary>Both coordinates times a number.</summary>
    public static Point operator *(Point a, double factor) => new(a.X * factor, a.Y * factor);

    /// <summary>Distance from the origin.</summary>
    public double Length => Math.Sqrt((X * X) + (Y * Y));

    /// <summary>The mean of some points.</summary>
    public static Point Mean(params ReadOnlySpan<Point> points)
    {
        Point sum = default;
        foreach (Point point in points)
        {
            sum += point;
        }

        return sum * (1.0 / points.Length);
    }
}
