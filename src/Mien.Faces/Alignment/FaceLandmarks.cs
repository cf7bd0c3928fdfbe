namespace Mien.Faces.Alignment;

/// <summary>The 68 landmarks in the order of the iBUG 300-W annotation; left and right are the viewer's.</summary>
internal readonly ref struct FaceLandmarks
{
    public const int Count = 68;

    public FaceLandmarks(IReadOnlyList<Point> points)
    {
        if (points.Count != Count)
        {
            throw new ArgumentException($"landmarks: {Count} points are needed, not {points.Count}", nameof(points));
        }

        Point[] all = [.. points];
        Brows = all[17..27];
        LeftEye = Point.Mean(all.AsSpan(36, 6));
        RightEye = Point.Mean(all.AsSpan(42, 6));
        Eyes = Point.Mean(LeftEye, RightEye);
        Mouth = Point.Mean(all[48], all[54]);
    }

    public IReadOnlyList<Point> Brows { get; }

    public Point LeftEye { get; }

    public Point RightEye { get; }

    public Point Eyes { get; }

    public Point Mouth { get; }
}
