using Mien.Faces.Alignment;

namespace Mien.Faces.Compositing;

/// <summary>The convex hull of some points, counter-clockwise in a frame with y down.</summary>
internal sealed class ConvexHull
{
    private readonly Point[] _corners;
    private readonly Point[] _outward; // unit normal of the edge from each corner to the next

    private ConvexHull(Point[] corners)
    {
        _corners = corners;
        _outward = [.. corners.Select((corner, i) =>
        {
            Point along = corners[(i + 1) % corners.Length] - corner;
            return new Point(along.Y, -along.X) * (1 / along.Length);
        })];
    }

    /// <summary>Andrew's monotone chain.</summary>
    public static ConvexHull Of(IEnumerable<Point> points)
    {
        Point[] sorted = [.. points.Distinct().OrderBy(p => p.X).ThenBy(p => p.Y)];
        List<Point> lower = Chain(sorted), upper = Chain([.. sorted.Reverse()]);
        Point[] corners = [.. lower.SkipLast(1), .. upper.SkipLast(1)];
        return corners.Length >= 3
            ? new ConvexHull(corners) : throw new ArgumentException("Compositor: the landmarks lie on a line");
    }

    /// <summary>
    /// Distance in pixels, negative inside; not exact beyond <paramref name="far"/>, only larger than it.
    /// </summary>
    public double Distance(Point p, double far)
    {
        int nearest = 0;
        double above = double.NegativeInfinity;
        for (int i = 0; i < _corners.Length; i++)
        {
            Point from = p - _corners[i];
            double height = (from.X * _outward[i].X) + (from.Y * _outward[i].Y);
            if (height > above)
            {
                (above, nearest) = (height, i);
            }
        }

        if (above <= 0 || above > far)
        {
            return above;
        }

        double distance = double.PositiveInfinity;
        for (int i = 0; i < _corners.Length; i++)
        {
            Point along = _corners[(i + 1) % _corners.Length] - _corners[i], from = p - _corners[i];
            double t = Math.Clamp(
                ((from.X * along.X) + (from.Y * along.Y)) / ((along.X * along.X) + (along.Y * along.Y)), 0, 1);
            distance = Math.Min(distance, (from - (along * t)).Length);
        }

        return distance;
    }

    private static List<Point> Chain(Point[] sorted)
    {
        List<Point> chain = [];
        foreach (Point p in sorted)
        {
            while (chain.Count >= 2 && Cross(chain[^1] - chain[^2], p - chain[^1]) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(p);
        }

        return chain;
    }

    private static double Cross(Point a, Point b) => (a.X * b.Y) - (a.Y * b.X);
}
