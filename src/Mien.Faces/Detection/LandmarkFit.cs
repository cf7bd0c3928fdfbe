using Mien.Faces.Alignment;

namespace Mien.Faces.Detection;

/// <summary>
/// Whether landmarks agree with themselves. Regression trees that begin upright do not follow a face that is tilted by
/// more than about 25 degrees: they end across it, with a line from the eyes to the mouth that is not square to that of
/// the eyes, at other places from each box.
/// </summary>
internal static class LandmarkFit
{
    private const double Upright = 15; // degrees of roll that landmarks are trusted at as they are
    private const double Level = 8; // degrees of roll that are left where a face was turned upright
    // degrees between the line from the eyes to the mouth and the square of that of the eyes
    private const double Skew = 10;
    private const double Disagreement = 0.06; // distances of the eyes
    private const double Same = 0.08; // distances of the eyes

    /// <summary>Whether a face stands upright in the picture that it was found in, and its landmarks agree.</summary>
    public static bool IsUpright(Face face) => IsWithin(face, Upright);

    /// <summary>
    /// Whether a face stands level in the turned picture that it was found in, and its landmarks agree.
    /// </summary>
    public static bool IsLevel(Face face) => IsWithin(face, Level);

    /// <summary>Whether two findings have eyes and mouth at the same places.</summary>
    public static bool IsSame(Face a, Face b)
    {
        FaceLandmarks one = new(a.Landmarks), other = new(b.Landmarks);
        double apart = Math.Max(
            (one.Mouth - other.Mouth).Length, Math.Max(
                (one.LeftEye - other.LeftEye).Length, (one.RightEye - other.RightEye).Length));
        return apart <= Same * a.InterOcular;
    }

    /// <summary>Degrees by which the line from the eyes to the mouth is off the square of that of the eyes.</summary>
    public static double SkewOf(Face face)
    {
        FaceLandmarks at = new(face.Landmarks);
        Point eyes = at.RightEye - at.LeftEye, down = at.Mouth - at.Eyes;
        return Math.Atan2((eyes.X * down.X) + (eyes.Y * down.Y), (eyes.X * down.Y) - (eyes.Y * down.X)) * 180 / Math.PI;
    }

    private static bool IsWithin(Face face, double roll)
        => Math.Abs(Math.IEEERemainder(face.Roll + face.Turned, 360)) <= roll && Math.Abs(SkewOf(face)) <= Skew
            && face.Disagreement <= Disagreement;
}
