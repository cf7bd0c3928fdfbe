using System.Runtime.Intrinsics;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Motion;

/// <summary>
/// The inside of a mouth that opens, from the face that the expression is from: its teeth hang from the upper lip, at
/// the size of the new mouth, and the lower lip covers what has no room.
/// </summary>
internal sealed class MouthInside
{
    private const int Finest = 512; // side of the crop that it is taken from, pixels
    private const double Edge = 0.008; // over which lips hide it, of the crop's side
    // Openings of a mouth, of the crop's side, at which nothing and all of the inside is to be seen.
    private static readonly (double None, double Whole) _ofSource = (0.012, 0.024);
    private static readonly (double None, double Whole) _ofFace = (0.008, 0.018);
    private static readonly (double None, double Whole) _growth = (0.2, 0.6); // of the opening, to the opening

    private readonly ColourField _source;
    private readonly LipLines _from;
    private readonly LipLines _to;
    private readonly float _share;

    private MouthInside(ColourField source, LipLines from, LipLines to, float share) =>
        (_source, _from, _to, _share) = (source, from, to, share);

    /// <summary>The inside of the mouth of a face.</summary>
    /// <param name="source">Where it is from.</param>
    /// <param name="guides">Places in the face before and after, pixels of square pictures; the first 68 are dlib's
    /// landmarks.</param>
    /// <param name="side">Of the pictures, pixels.</param>
    /// <returns>Null where no mouth opens, or none of the source's is open.</returns>
    public static MouthInside? Of(OpenMouth source, IReadOnlyList<(Point Before, Point After)> guides, int side)
    {
        if (guides.Count < FaceLandmarks.Count || source.Landmarks.Count < FaceLandmarks.Count)
        {
            return null;
        }

        LipLines before = Lips(guides.Select(g => g.Before), side), after = Lips(guides.Select(g => g.After), side),
            from = new(source.Landmarks);
        double share = Step(_ofSource, from.Opening) * Step(_ofFace, after.Opening)
            * Step(_growth, 1 - (Math.Max(0, before.Opening) / Math.Max(1e-9, after.Opening)));
        if (!(share > 0)) // nor where corners of a mouth are one point
        {
            return null;
        }

        Image crop = source.Geometry is { } geometry
            ? (geometry with { Size = Finest }).Cut(source.Photo) : source.Photo;
        return new(ColourField.Of(crop), from, after, (float)share);
    }

    /// <summary>What is to be seen at a place of the new face.</summary>
    /// <param name="x">From left to right, 0 to 1 over the crop.</param>
    /// <param name="y">From top to bottom.</param>
    /// <returns>The colour; in the fourth lane how much of it is seen, 0 to 1.</returns>
    public Vector128<float> At(double x, double y)
    {
        (double along, double down) = _to.Local(new(x, y));
        if (along is <= 0 or >= 1)
        {
            return default;
        }

        double upper = _to.Upper(along), open = _to.Lower(along) - upper,
            seen = (Math.Min(down - upper, upper + open - down) / Edge) + 0.5;
        if (seen <= 0 || open <= 0)
        {
            return default;
        }

        double above = _from.Upper(along), room = _from.Lower(along) - above,
            scale = Math.Min(_from.Width / _to.Width, room / open);
        if (scale <= 0)
        {
            return default;
        }

        Point at = _from.Place(along, above + (Math.Max(0, down - upper) * scale));
        return _source.Cubic((at.X * _source.Width) - 0.5, (at.Y * _source.Width) - 0.5)
            .WithElement(3, (float)Math.Min(seen, 1) * _share);
    }

    private static LipLines Lips(IEnumerable<Point> landmarks, int side)
        => new([.. landmarks.Select(p => new Point((p.X + 0.5) / side, (p.Y + 0.5) / side))]);

    private static double Step((double None, double Whole) range, double value)
    {
        double t = Math.Clamp((value - range.None) / (range.Whole - range.None), 0, 1);
        return t * t * (3 - (2 * t));
    }
}
