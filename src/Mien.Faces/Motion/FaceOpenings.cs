using Mien.Faces.Alignment;
using Mien.Faces.Compositing;

namespace Mien.Faces.Motion;

/// <summary>
/// Where something can appear in a face that was not to be seen before: around the mouth, and around eyes that open or
/// close. All else of a face only moves, and what a generator draws differently there, such as a beard or the iris of
/// an open eye that it cannot paint, is its own invention.
/// </summary>
internal sealed class FaceOpenings
{
    private const int Cells = 64; // across the crop
    private const int Landmarks = 68; // dlib's
    private const float Whole = 0.03f; // distance from eyes and mouth up to which it is one, of the crop's side
    private const float None = 0.08f;  // and from which on it is none

    // Change of an eye's opening, to the larger one, up to which all of it is the photo's own, and from which on it may
    // be painted, where the generator does not paint it well.
    private const float EyeLeast = 0.3f;
    private const float EyeMost = 0.6f;

    private static readonly Range[] _eyes = [36..42, 42..48];
    private static readonly Range _mouth = 48..60;

    private readonly Plane _weight = new(Cells, Cells);

    private FaceOpenings(Point[] before, Point[] after, EyeLikeness likeness)
    {
        float[] alike = [.. _eyes.Select(eye => likeness.Of(before[eye]))];
        Likeness = alike.Min();
        (ConvexHull Hull, float Share)[] parts =
        [
            .. _eyes.Zip(alike, (eye, like) => (Hull(eye), Math.Max(like, Change(before[eye], after[eye])))),
            (Hull(_mouth), 1),
        ];
        for (int y = 0; y < Cells; y++)
        {
            for (int x = 0; x < Cells; x++)
            {
                Point place = new((x + 0.5) / Cells, (y + 0.5) / Cells);
                _weight[x, y] = parts.Max(part => part.Share * (float)Math.Clamp(
                    (None - part.Hull.Distance(place, None)) / (None - Whole), 0, 1));
            }
        }

        ConvexHull Hull(Range part) => ConvexHull.Of(before[part].Concat(after[part]));
    }

    /// <summary>How well the generator paints the eyes of the photo: 0 badly, 1 well.</summary>
    public float Likeness { get; }

    /// <summary>The openings of a face, if its landmarks are among the guides.</summary>
    /// <param name="guides">Places in both faces, pixels of square pictures; the first 68 are dlib's landmarks.</param>
    /// <param name="side">Of the pictures, pixels.</param>
    /// <param name="likeness">Of the old face to the photo.</param>
    /// <returns>Null where there are fewer, or where a part of the face lies on a line.</returns>
    public static FaceOpenings? Of(
        IReadOnlyList<(Point Before, Point After)> guides, int side, EyeLikeness likeness)
    {
        if (guides.Count < Landmarks)
        {
            return null;
        }

        try
        {
            return new([.. guides.Select(g => Unit(g.Before))], [.. guides.Select(g => Unit(g.After))], likeness);
        }
        catch (ArgumentException)
        {
            return null;
        }

        Point Unit(Point p) => new((p.X + 0.5) / side, (p.Y + 0.5) / side);
    }

    // How much an eye opens or closes: 0 where its lids move little.
    private static float Change(Point[] before, Point[] after)
    {
        double was = Opening(before), now = Opening(after);
        double change = Math.Abs(now - was) / Math.Max(Math.Max(was, now), 1e-9);
        return (float)Math.Clamp((change - EyeLeast) / (EyeMost - EyeLeast), 0, 1);

        static double Opening(Point[] eye)
            => ((eye[1] - eye[5]).Length + (eye[2] - eye[4]).Length) / Math.Max((eye[3] - eye[0]).Length, 1e-9);
    }

    /// <summary>How much of one a place is, 0 to 1.</summary>
    /// <param name="x">From left to right, 0 to 1 over the crop.</param>
    /// <param name="y">From top to bottom.</param>
    public float At(double x, double y) => _weight.At((float)((x * Cells) - 0.5), (float)((y * Cells) - 0.5));
}
