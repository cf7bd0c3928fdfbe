using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Faces.Native;

namespace Mien.Faces.Detection;

/// <summary>Finds faces that stand at any angle, by turning what is searched.</summary>
/// <param name="models">Stay the caller's.</param>
internal sealed class TiltedFaces(FaceModels models)
{
    private const double SearchBox = 160; // pixels of a face's box where it is searched again
    private const double SearchSides = 3; // sides of that box that are searched
    private const double LargestBox = 640; // pixels of a box from which landmarks are found
    private const int Levellings = 2;

    /// <summary>
    /// The angles that are tried, in degrees: the detector knows faces that are tilted by up to about 20.
    /// </summary>
    public static IReadOnlyList<int> Angles { get; } = [.. Enumerable.Range(0, 12).Select(i => i * 30)];

    /// <summary>Searches a whole picture that is turned.</summary>
    /// <param name="picture">The picture, where landmarks are found.</param>
    /// <param name="reduced">The same at the size in which it is searched.</param>
    /// <param name="degrees">By how much it is turned, clockwise.</param>
    public List<Face> Search(Image picture, Image reduced, int degrees)
    {
        double scale = (double)reduced.Width / picture.Width;
        int diagonal = (int)Math.Ceiling(new Point(reduced.Width, reduced.Height).Length);
        TurnedPart whole = new(new((picture.Width - 1) / 2.0, (picture.Height - 1) / 2.0), degrees, diagonal, scale);
        TurnedPart here = whole with { Centre = new((reduced.Width - 1) / 2.0, (reduced.Height - 1) / 2.0), Scale = 1 };
        return [.. models.Boxes(here.Cut(reduced), upsampled: false).Select(box => InPart(picture, whole, box))];
    }

    /// <summary>
    /// Searches a face that seems tilted: around it, turned upright as it seems to stand, else at each angle, then
    /// until its eyes are level.
    /// </summary>
    /// <param name="picture">The whole picture.</param>
    /// <param name="face">The face as it was found.</param>
    /// <returns>The same face where the landmarks agree, else the one that was found; doubtful where none stands
    /// level.</returns>
    public Face Again(Image picture, Face face)
    {
        Point centre = new(face.Box.Left + ((face.Box.Width - 1) / 2), face.Box.Top + ((face.Box.Height - 1) / 2));
        double box = Math.Max(face.Box.Width, face.Box.Height);
        Face? best = InTurn(picture, centre, box, -face.Roll);
        if (best is null || best.Confidence < face.Confidence || !LandmarkFit.IsLevel(best))
        {
            best = Angles.Aggregate(best, (found, degrees) => Surer(found, InTurn(picture, centre, box, degrees)));
        }

        for (int i = 0; i < Levellings && best is { } tilted && !LandmarkFit.IsLevel(tilted); i++)
        {
            best = Surer(best, InTurn(picture, centre, box, -tilted.Roll));
        }

        return best is not null && LandmarkFit.IsSame(best, face) ? face
            : best is null || best.Confidence < face.Confidence ? face with { IsDoubtful = true }
            : best with { IsDoubtful = !LandmarkFit.IsLevel(best), Upsampled = face.Upsampled };
    }

    private static Face? Surer(Face? a, Face? b) => a is null || b?.Confidence > a.Confidence ? b : a;

    private Face? InTurn(Image picture, Point centre, double box, double degrees)
    {
        double scale = Math.Min(1, SearchBox / box);
        TurnedPart part = new(centre, degrees, (int)Math.Ceiling(SearchSides * box * scale), scale);
        NativeBox[] boxes = [.. models.Boxes(part.Cut(picture), box * scale < SearchBox / 2).Where(found =>
            Math.Max(
                Math.Abs(found.Left + found.Right - part.Side),
                Math.Abs(found.Top + found.Bottom - part.Side)) < box * scale)];
        return boxes.Length == 0 ? null : InPart(picture, part, boxes.MaxBy(found => found.Confidence));
    }

    // The face of a box in a turned part, with landmarks found at full size.
    private Face InPart(Image picture, TurnedPart part, NativeBox box)
    {
        Point middle = part.Back(new((box.Left + box.Right) / 2.0, (box.Top + box.Bottom) / 2.0));
        double side = (box.Right - box.Left + 1) / part.Scale, scale = Math.Min(1, LargestBox / side);
        TurnedPart around = new(middle, part.Degrees, (int)Math.Ceiling(SearchSides * side * scale), scale);
        double left = (around.Side - (side * scale)) / 2;
        (Point[] found, double apart) = models.Landmarks(
            around.Cut(picture), new FaceBox(left, left, side * scale, side * scale));
        FaceBox square = new(middle.X - (side / 2), middle.Y - (side / 2), side, side);
        int turned = ((int)Math.Round(part.Degrees) + 720) % 360;
        return Face.Of([.. found.Select(around.Back)], square, box.Confidence) with
        {
            Turned = turned,
            Disagreement = apart,
        };
    }
}
