using Mien.Faces.Alignment;
using Mien.Faces.Compositing;

namespace Mien.Faces.Motion;

/// <summary>
/// Where something can appear in a face that was not to be seen before: around eyes and mouth. All else of a face only
/// moves, and what a generator draws differently there, such as a beard, is its own invention.
/// </summary>
internal sealed class FaceOpenings
{
    private const int Cells = 64; // across the crop
    private const int Landmarks = 68; // dlib's
    private const float Whole = 0.03f; // distance from eyes and mouth up to which it is one, of the crop's side
    private const float None = 0.08f;  // and from which on it is none

    private static readonly Range[] _openings = [36..42, 42..48, 48..60];

    private readonly Plane _weight = new(Cells, Cells);

    private FaceOpenings(Point[] before, Point[] after)
    {
        ConvexHull[] hulls = [.. _openings.Select(part => ConvexHull.Of(before[part].Concat(after[part])))];
        for (int y = 0; y < Cells; y++)
        {
            for (int x = 0; x < Cells; x++)
            {
                Point place = new((x + 0.5) / Cells, (y + 0.5) / Cells);
                double near = hulls.Min(hull => hull.Distance(place, None));
                _weight[x, y] = (float)Math.Clamp((None - near) / (None - Whole), 0, 1);
            }
        }
    }

    /// <summary>The openings of a face, if its landmarks are among the guides.</summary>
    /// <param name="guides">Places in both faces, pixels of square pictures; the first 68 are dlib's landmarks.</param>
    /// <param name="side">Of the pictures, pixels.</param>
    /// <returns>Null where there are fewer, or where a part of the face lies on a line.</returns>
    public static FaceOpenings? Of(IReadOnlyList<(Point Before, Point After)> guides, int side)
    {
        if (guides.Count < Landmarks)
        {
            return null;
        }

        try
        {
            return new([.. guides.Select(g => Unit(g.Before))], [.. guides.Select(g => Unit(g.After))]);
        }
        catch (ArgumentException)
        {
            return null;
        }

        Point Unit(Point p) => new((p.X + 0.5) / side, (p.Y + 0.5) / side);
    }

    /// <summary>How much of one a place is, 0 to 1.</summary>
    /// <param name="x">From left to right, 0 to 1 over the crop.</param>
    /// <param name="y">From top to bottom.</param>
    public float At(double x, double y) => _weight.At((float)((x * Cells) - 0.5), (float)((y * Cells) - 0.5));
}
