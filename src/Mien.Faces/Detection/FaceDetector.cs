using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Faces.Native;

namespace Mien.Faces.Detection;

/// <summary>
/// Finds faces and their landmarks with dlib's frontal detector (histograms of oriented gradients) and its 68-landmark model
/// (Kazemi and Sullivan, "One Millisecond Face Alignment with an Ensemble of Regression Trees"). The model is loaded at
/// the first search, once. May be used from several threads.
/// </summary>
public sealed class FaceDetector : IDisposable
{
    /// <summary>Where the package libdlib-data puts the landmark model.</summary>
    public const string PackagedModel = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";

    // dlib's smallest face is 80 px: at this size a face of a fifteenth of the picture's longer side is still found.
    private const int SearchSide = 1200;
    private const int MostFaces = 256;

    // A face upside down is often taken for an upright one, and an eye on its side for a small face, but with a confidence below
    // this; those that are turned indeed are found with more than twice of it.
    private const double Sure = 0.5;
    private static readonly (Turn Turn, bool Upsampled)[] _attempts =
        [(Turn.None, false), (Turn.None, true), (Turn.Right, false), (Turn.Half, false), (Turn.Left, false)];

    private readonly Lazy<DetectorHandle> _detector;

    /// <summary>A detector; nothing is loaded yet.</summary>
    /// <param name="model">Path of dlib's 68-landmark model.</param>
    public FaceDetector(string model = PackagedModel) => _detector = new(() => Load(model));

    /// <summary>
    /// All faces, the largest first. A large picture is searched at a reduced size, and the landmarks are found at full
    /// size. Where none is found for sure, the picture is searched at twice the size, then turned by 90, 180 and 270
    /// degrees, and the faces of the surest attempt are given; they say which it was. Turned, only a sure one counts.
    /// </summary>
    /// <exception cref="IOException">The landmark model is missing.</exception>
    public IReadOnlyList<Face> Find(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        double scale = Math.Min(1.0, (double)SearchSide / Math.Max(picture.Width, picture.Height));
        Image reduced = scale < 1
            ? picture.Resize(Math.Max((int)Math.Round(picture.Width * scale), 1), Math.Max((int)Math.Round(picture.Height * scale), 1))
            : picture;
        List<Face> best = [];
        foreach ((Turn turn, bool upsampled) in _attempts)
        {
            List<Face> faces = Search(picture, reduced, turn, upsampled);
            best = Certainty(faces) > Math.Max(Certainty(best), turn == Turn.None ? double.NegativeInfinity : Sure) ? faces : best;
            if (Certainty(best) >= Sure)
            {
                break;
            }
        }

        return [.. best.OrderByDescending(face => face.Box.Width * face.Box.Height).ThenByDescending(face => face.Confidence)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_detector.IsValueCreated)
        {
            _detector.Value.Dispose();
        }
    }

    private static DetectorHandle Load(string model)
    {
        if (!File.Exists(model))
        {
            throw new FileNotFoundException($"{model}: the landmark model is missing; install the package libdlib-data", model);
        }

        Shim.mien_detector_load(model, out DetectorHandle detector).OrThrow();
        return detector;
    }

    private static double Certainty(List<Face> faces) => faces.Count > 0 ? faces.Max(face => face.Confidence) : double.NegativeInfinity;

    private List<Face> Search(Image picture, Image reduced, Turn turn, bool upsampled)
    {
        Image turned = turn.Apply(reduced);
        List<Face> faces = [];
        foreach (NativeBox box in Boxes(turned, upsampled))
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
            Point[] landmarks = [.. Landmarks(picture, full, turn).Select(p => turn.Back(p, picture.Width, picture.Height))];
            Point a = turn.Back(new Point(full.Left, full.Top), picture.Width, picture.Height);
            Point b = turn.Back(new Point(full.Right, full.Bottom), picture.Width, picture.Height);
            FaceLandmarks face = new(landmarks);
            Point eyes = face.RightEye - face.LeftEye;
            faces.Add(new Face
            {
                Box = new FaceBox(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Abs(a.X - b.X) + 1, Math.Abs(a.Y - b.Y) + 1),
                Confidence = box.Confidence,
                Landmarks = landmarks,
                Roll = Math.Atan2(eyes.Y, eyes.X) * 180 / Math.PI,
                InterOcular = eyes.Length,
                Upsampled = upsampled,
                Turned = turn.Degrees,
            });
        }

        return faces;
    }

    private unsafe NativeBox[] Boxes(Image picture, bool upsampled)
    {
        NativeBox[] boxes = new NativeBox[MostFaces];
        int count;
        fixed (byte* rgb = picture.Bytes)
        fixed (NativeBox* to = boxes)
        {
            Shim.mien_detector_search(_detector.Value, rgb, picture.Width, picture.Height, upsampled ? 1 : 0, MostFaces, to, out count).OrThrow();
        }

        return boxes[..count];
    }

    // The model looks at the surroundings of the box only: those alone are turned and handed over.
    private Point[] Landmarks(Image picture, NativeBox box, Turn turn)
    {
        (int width, int height) = turn.SizeOf(picture);
        int marginX = box.Right - box.Left, marginY = box.Bottom - box.Top;
        Box around = new Box(box.Left - marginX, box.Top - marginY, box.Right + marginX, box.Bottom + marginY).Within(width, height);
        Image part = turn.Cut(picture, around);
        FaceBox own = new(box.Left - around.Left, box.Top - around.Top, marginX + 1, marginY + 1);
        Point[] landmarks = LandmarkAgreement.Choose([.. LandmarkAgreement.Around(own).Select(one => Landmarks(part, one))]);
        return [.. landmarks.Select(p => p + new Point(around.Left, around.Top))];
    }

    private unsafe Point[] Landmarks(Image part, FaceBox face)
    {
        NativeBox box = new()
        {
            Left = (int)Math.Round(face.Left),
            Top = (int)Math.Round(face.Top),
            Right = (int)Math.Round(face.Left + face.Width - 1),
            Bottom = (int)Math.Round(face.Top + face.Height - 1),
        };
        int[] points = new int[FaceLandmarks.Count * 2];
        fixed (byte* rgb = part.Bytes)
        fixed (int* to = points)
        {
            Shim.mien_detector_landmarks(_detector.Value, rgb, part.Width, part.Height, in box, to).OrThrow();
        }

        return [.. Enumerable.Range(0, FaceLandmarks.Count).Select(i => new Point(points[2 * i], points[(2 * i) + 1]))];
    }
}
