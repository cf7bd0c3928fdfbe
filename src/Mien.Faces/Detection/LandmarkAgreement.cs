using Mien.Faces.Alignment;

namespace Mien.Faces.Detection;

/// <summary>
/// Regression trees begin at the mean face in the detector's box and may stop at the wrong place, such as with the mouth at the
/// nostrils, when the box is a bit too high or too small; from boxes beside it they do so seldom. So landmarks are found from
/// several boxes. Those of the detector's own box, which FFHQ was cut with, count as long as they agree with the others.
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
                    yield return new(box.Left + ((box.Width - width) / 2), box.Top + ((box.Height - height) / 2) + (down * box.Height), width, height);
                }
            }
        }
    }

    /// <summary>The first landmarks, if their eyes and mouth lie where those do that are nearest to all others; otherwise the latter.</summary>
    /// <param name="found">68 landmarks from each of the boxes.</param>
    public static Point[] Choose(IReadOnlyList<Point[]> found)
    {
        Point[] nearest = found.MinBy(one => found.Sum(other => one.Zip(other, (a, b) => (a - b).Length).Sum()))!;
        FaceLandmarks own = new(found[0]), agreed = new(nearest);
        double apart = Math.Max((own.Mouth - agreed.Mouth).Length, Math.Max((own.LeftEye - agreed.LeftEye).Length, (own.RightEye - agreed.RightEye).Length));
        return apart > Tolerance * (agreed.RightEye - agreed.LeftEye).Length ? nearest : found[0];
    }
}
