using Mien.Portraits;

namespace Mien.Training.Data;

/// <summary>Mirrors pictures that were drawn once, left for right: twice as many different ones for the work of drawing.</summary>
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

    /// <summary>Mirrors pictures of a batch, in place, and says so in their portraits, points and jitters.</summary>
    /// <param name="batch">The batch; its pictures and points are changed.</param>
    /// <param name="size">Width and height of the pictures.</param>
    /// <param name="which">Which of them.</param>
    /// <returns>The batch with the portraits that are now in the pictures.</returns>
    public static CropBatch Apply(CropBatch batch, int size, Func<int, bool> which)
    {
        Portrait[] portraits = [.. batch.Portraits];
        float[][] jitters = [.. batch.Jitters];
        const int Points = CropBatch.PointsOfFace;
        for (int i = 0; i < portraits.Length; i++)
        {
            if (!which(i))
            {
                continue;
            }

            portraits[i] = portraits[i].Mirrored();
            jitters[i] = [-jitters[i][0], jitters[i][1], jitters[i][2], -jitters[i][3]];
            Flip(batch.Pixels.AsSpan(i * size * size * 3, size * size * 3), size);
            Exchange(batch.Points.AsSpan(i * 2 * Points, 2 * Points));
        }

        return batch with { Portraits = portraits, Jitters = jitters };
    }

    /// <summary>Mirrors a face's points, in place: [140], as in <see cref="CropBatch"/>.</summary>
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
        const int Points = CropBatch.PointsOfFace;
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
    private static IEnumerable<int> Sums(int sum, int first, int last) => Enumerable.Range(first, last - first + 1).Select(p => sum - p);
}
