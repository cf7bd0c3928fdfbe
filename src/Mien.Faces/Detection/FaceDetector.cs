using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Faces.Native;

namespace Mien.Faces.Detection;

/// <summary>
/// Finds faces and their landmarks with dlib's frontal detector (histograms of oriented gradients) and its 68-landmark
/// model (Kazemi and Sullivan, "One Millisecond Face Alignment with an Ensemble of Regression Trees"). The model is
/// loaded at the first search, once. May be used from several threads.
/// </summary>
public sealed class FaceDetector : IDisposable
{
    // dlib's smallest face is 80 px: at this size a face of a fifteenth of the picture's longer side is still found.
    private const int SearchSide = 1200;

    // A face upside down is often taken for an upright one, and an eye on its side for a small face, but with a
    // confidence below this; those that are turned indeed are found with more than twice of it.
    private const double Sure = 0.5;

    private const int AttemptsUpright = 3; // in the picture as it stands, then upside down

    private readonly FaceModels _models;
    private readonly TiltedFaces _tilted;

    /// <summary>A detector; nothing is loaded yet.</summary>
    /// <param name="model">Path of dlib's 68-landmark model, or of a flat copy of it; null:
    /// <see cref="Model"/>.</param>
    public FaceDetector(string? model = null)
    {
        _models = new(model);
        _tilted = new(_models);
    }

    /// <summary>
    /// The landmark model that is taken where none is named: the one that came with the program, else that of Debian's
    /// package libdlib-data; null where there is none.
    /// </summary>
    public static string? Model => LandmarkModel.Found;

    /// <summary>
    /// All faces, the largest first by the extent of their landmarks. A large picture is searched at a reduced size,
    /// and the landmarks are found at full size. Where no detection is confident, the picture is searched at twice the
    /// size, then upside down; where that finds no upright face whose landmarks agree, also turned by 90 and 270
    /// degrees, then by the multiples of 30 and of 15 between. The faces of the most confident attempt are given; in a
    /// turned picture only a confident detection counts. A face that seems tilted, or whose landmarks disagree, is
    /// searched again around where it was found, turned in steps of 30 degrees and then upright; it says by how much it
    /// was turned.
    /// </summary>
    /// <exception cref="IOException">The landmark model is missing.</exception>
    public IReadOnlyList<Face> Find(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Image reduced = Reduced(picture);
        List<Face> best = [];
        int attempt = 0;
        foreach (Func<List<Face>> search in Attempts(picture, reduced))
        {
            attempt++;
            List<Face> faces = search();
            best = Certainty(faces) > Certainty(best) ? faces : best;
            bool agrees = best.MaxBy(face => face.Confidence) is { } first && LandmarkFit.IsUpright(first);
            if (Certainty(best) >= Sure || (attempt >= AttemptsUpright && agrees))
            {
                break;
            }
        }

        Face[] upright = [.. best.Select(face => LandmarkFit.IsUpright(face) ? face : _tilted.Again(picture, face))];
        return [.. upright.Where(face => !upright.Any(other => IsPartOf(face, other)))
            .OrderByDescending(face => face.Extent).ThenByDescending(face => face.Confidence)];
    }

    /// <summary>
    /// Faces that stand nearly upright and are not small, found in one search: for pictures of which there are many,
    /// such as the frames of a film. The largest comes first.
    /// </summary>
    /// <param name="picture">Where to search; a large one is searched at a reduced size.</param>
    /// <exception cref="IOException">The landmark model is missing.</exception>
    public IReadOnlyList<Face> FindUpright(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return [.. Search(picture, Reduced(picture), Turn.None, upsampled: false)
            .Select(face => LandmarkFit.IsUpright(face) ? face : _tilted.Again(picture, face))
            .OrderByDescending(face => face.Extent).ThenByDescending(face => face.Confidence)];
    }

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    private static Image Reduced(Image picture)
    {
        double scale = Math.Min(1.0, (double)SearchSide / Math.Max(picture.Width, picture.Height));
        return scale < 1
            ? picture.Resize(
                Math.Max((int)Math.Round(picture.Width * scale), 1),
                Math.Max((int)Math.Round(picture.Height * scale), 1))
            : picture;
    }

    private static double Certainty(List<Face> faces)
        => faces.Count > 0 ? faces.Max(face => face.Confidence) : double.NegativeInfinity;

    // A doubtful finding within a face, such as a cheek or a chin.
    private static bool IsPartOf(Face face, Face other)
        => face.IsDoubtful && !other.IsDoubtful && other.Confidence > face.Confidence
            && other.Box.Contains(new(face.Box.Left + (face.Box.Width / 2), face.Box.Top + (face.Box.Height / 2)));

    private static List<Face> OnlySure(List<Face> faces) => Certainty(faces) > Sure ? faces : [];

    private IEnumerable<Func<List<Face>>> Attempts(Image picture, Image reduced)
    {
        yield return () => Search(picture, reduced, Turn.None, upsampled: false);
        yield return () => Search(picture, reduced, Turn.None, upsampled: true);
        foreach (Turn turn in (Turn[])[Turn.Half, Turn.Right, Turn.Left])
        {
            yield return () => OnlySure(Search(picture, reduced, turn, upsampled: false));
        }

        // Last those between: some faces are found only where they stand nearly upright.
        foreach (int degrees in TiltedFaces.Angles.Where(angle => angle % 90 != 0)
            .Concat(TiltedFaces.Angles.Select(angle => angle + 15)))
        {
            yield return () => OnlySure(
                [.. _tilted.Search(picture, reduced, degrees)
                    .Select(face => face.Confidence > Sure ? face : _tilted.Again(picture, face))]);
        }
    }

    private List<Face> Search(Image picture, Image reduced, Turn turn, bool upsampled)
    {
        Image turned = turn.Apply(reduced);
        List<Face> faces = [];
        foreach (NativeBox box in _models.Boxes(turned, upsampled))
        {
            // From the reduced, turned picture to the full, turned one, where the landmarks are found.
            (int width, int height) = turn.SizeOf(picture);
            double scaleX = (double)width / turned.Width, scaleY = (double)height / turned.Height;
            NativeBox full = new()
            {
                Left = (int)Math.Round(box.Left * scaleX),
                Top = (int)Math.Round(box.Top * scaleY),
                Right = (int)Math.Round(((box.Right + 1) * scaleX) - 1),
                Bottom = (int)Math.Round(((box.Bottom + 1) * scaleY) - 1),
                Confidence = box.Confidence,
            };
            (Point[] found, double apart) = Landmarks(picture, full, turn);
            Point[] landmarks = [.. found.Select(p => turn.Back(p, picture.Width, picture.Height))];
            Point a = turn.Back(new Point(full.Left, full.Top), picture.Width, picture.Height);
            Point b = turn.Back(new Point(full.Right, full.Bottom), picture.Width, picture.Height);
            FaceBox around = new(
                Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Abs(a.X - b.X) + 1, Math.Abs(a.Y - b.Y) + 1);
            faces.Add(
                Face.Of(
                    landmarks, around, box.Confidence) with
                {
                    Upsampled = upsampled,
                    Turned = turn.Degrees,
                    Disagreement = apart
                });
        }

        return faces;
    }

    // The model looks at the surroundings of the box only: those alone are turned and handed over.
    private (Point[] Landmarks, double Apart) Landmarks(Image picture, NativeBox box, Turn turn)
    {
        (int width, int height) = turn.SizeOf(picture);
        int marginX = box.Right - box.Left, marginY = box.Bottom - box.Top;
        Box around = new Box(
            box.Left - marginX, box.Top - marginY, box.Right + marginX, box.Bottom + marginY).Within(width, height);
        Image part = turn.Cut(picture, around);
        FaceBox own = new(box.Left - around.Left, box.Top - around.Top, marginX + 1, marginY + 1);
        (Point[] landmarks, double apart) = _models.Landmarks(part, own);
        return ([.. landmarks.Select(p => p + new Point(around.Left, around.Top))], apart);
    }
}
