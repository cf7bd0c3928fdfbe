using Mien.Faces.Alignment;

namespace Mien.Faces.Detection;

/// <summary>
/// Regression trees begin at the mean face in the detector's box and may stop at the wrong place, such as with the
/// mouth at the nostrils, when the box is a bit too high or too small; from boxes beside it they do so seldom. So
/// landmarks are found from several boxes. Those of the detector's own box, which FFHQ was cut with, count as long as
/// they agree with the others.
/// </summary>
internal static class LandmarkAgreement
{
    // Distances of the eyes; 24 photographs of faces have 0.013 at most.
    private const double Tolerance = 0.05;

    /// <summary>The boxes that landmarks are found from, the detector's own first.</summary>
    public static IEnumerable<FaceBox> Around(FaceBox box)
    {
        yield return box;
        foreach (double scale in (double[])[1, 1.07, 1.14, 1.2])
        {
            foreach (double down in (double[])[-0.05, 0, 0.05])
            {
                if ((scale, down) != (1, 0))
                {
                    double width = box.Width * scale, height = box.Height * scale;
                    yield return new(
                        box.Left + ((box.Width - width) / 2),
                        box.Top + ((box.Height - height) / 2) + (down * box.Height), width, height);
                }
            }
        }
    }

    /// <summary>
    /// How far eyes and mouth lie from where they do in the landmarks that are nearest to all others: the median of
    /// all, in distances of the eyes.
    /// </summary>
    /// <param name="found">68 landmarks from each of the boxes.</param>
    public static double Spread(IReadOnlyList<Point[]> found)
    {
        Point[] middle = Middle(found);
        return found.Select(one => Apart(one, middle)).Order().ElementAt(found.Count / 2);
    }

    /// <summary>
    /// The first landmarks, if their eyes and mouth lie where those do that are nearest to all others; otherwise the
    /// latter.
    /// </summary>
    /// <param name="found">68 landmarks from each of the boxes.</param>
    public static Point[] Choose(IReadOnlyList<Point[]> found)
    {
        Point[] nearest = Middle(found);
        return Apart(found[0], nearest) > Tolerance ? nearest : found[0];
    }

    private static Point[] Middle(IReadOnlyList<Point[]> found)
        => found.MinBy(one => found.Sum(other => one.Zip(other, (a, b) => (a - b).Length).Sum()))!;

    private static double Apart(Point[] one, Point[] other)
    {
        FaceLandmarks a = new(one), b = new(other);
        double apart = Math.Max(
            (a.Mouth - b.Mouth).Length, Math.Max((a.LeftEye - b.LeftEye).Length, (a.RightEye - b.RightEye).Length));
        return apart / (b.RightEye - b.LeftEye).Length;
    }
}
