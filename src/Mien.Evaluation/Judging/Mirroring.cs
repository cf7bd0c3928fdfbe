using Mien.Networks.Keypoints;

namespace Mien.Evaluation.Judging;

/// <summary>Mirrors pictures of faces and the points in them, left for right.</summary>
internal static class Mirroring
{
    // The landmark, or iris, that takes the place of each in a mirrored face.
    private static readonly int[] _counterparts =
    [
        .. Sums(16, 0, 16), // jaw
        .. Sums(43, 17, 26), // brows
        .. Enumerable.Range(27, 4), // bridge of the nose
        .. Sums(66, 31, 35), // nostrils
        .. Sums(81, 36, 39), .. Sums(87, 40, 41), .. Sums(81, 42, 45), .. Sums(87, 46, 47), // eyes
        .. Sums(102, 48, 54), .. Sums(114, 55, 59), .. Sums(124, 60, 64), .. Sums(132, 65, 67), // lips
        69, 68, // irises
    ];

    /// <summary>
    /// Mirrors a face's points, in place: [140], how far each lies to the right, then how far down, −1 to 1.
    /// </summary>
    public static void Exchange(Span<float> points)
    {
        float[] was = points.ToArray();
        int n = _counterparts.Length;
        for (int p = 0; p < n; p++)
        {
            (points[p], points[n + p]) = (-was[_counterparts[p]], was[n + _counterparts[p]]);
        }
    }

    /// <summary>The mirrored face's landmarks: [136], those of <see cref="Exchange"/> without the irises.</summary>
    public static float[] OfLandmarks(ReadOnlySpan<float> landmarks)
    {
        const int Points = KeypointEncoder.PointsOfFace;
        int n = landmarks.Length / 2;
        float[] points = new float[2 * Points];
        landmarks[..n].CopyTo(points);
        landmarks[n..].CopyTo(points.AsSpan(Points));
        Exchange(points);
        return [.. points.AsSpan(0, n), .. points.AsSpan(Points, n)];
    }

    /// <summary>Mirrors a picture, in place: [S, S, 3].</summary>
    public static void Flip(Span<float> picture, int size)
    {
        for (int row = 0; row < size; row++)
        {
            Span<float> line = picture.Slice(row * size * 3, size * 3);
            line.Reverse(); // pixels, and their colours with them
            for (int pixel = 0; pixel < size; pixel++)
            {
                (line[pixel * 3], line[(pixel * 3) + 2]) = (line[(pixel * 3) + 2], line[pixel * 3]);
            }
        }
    }

    // Each of the points from first to last changes places with the one that gives this sum with it.
    private static IEnumerable<int> Sums(int sum, int first, int last)
        => Enumerable.Range(first, last - first + 1).Select(p => sum - p);
}
