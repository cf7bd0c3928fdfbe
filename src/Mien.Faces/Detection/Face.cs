using Mien.Faces.Alignment;

namespace Mien.Faces.Detection;

/// <summary>A face in a picture. All coordinates are pixels of the upright picture.</summary>
public sealed record Face
{
    private const double NoseBefore = 0.7; // distances of the eyes

    /// <summary>What the detector marked.</summary>
    public required FaceBox Box { get; init; }

    /// <summary>The detector's margin over its threshold: 0 is barely, above 1 is certain.</summary>
    public required double Confidence { get; init; }

    /// <summary>
    /// 68 points in the order of the iBUG 300-W annotation: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, lips 48-67.
    /// Whole numbers, since dlib gives whole pixels, and the FFHQ crop was defined with those, unless the face was
    /// found in a turned part.
    /// </summary>
    public required IReadOnlyList<Point> Landmarks { get; init; }

    /// <summary>Degrees by which the line of the eyes is turned clockwise.</summary>
    public required double Roll { get; init; }

    /// <summary>Distance of the centres of the eyes, in pixels.</summary>
    public required double InterOcular { get; init; }

    /// <summary>
    /// How far the head is turned: the offset of the nose's tip from between the eyes, along their line, in their
    /// distance; positive to the picture's right. 0.3 is about 25 degrees: see <see cref="Yaw"/>.
    /// </summary>
    public double Turn
    {
        get
        {
            FaceLandmarks face = new(Landmarks);
            Point across = face.RightEye - face.LeftEye, toNose = Landmarks[30] - face.Eyes;
            return ((toNose.X * across.X) + (toNose.Y * across.Y)) / (across.Length * across.Length);
        }
    }

    /// <summary>
    /// The same in degrees, roughly: the tip of the nose is taken to stand 0.7 of the distance of the eyes before the
    /// axis that the head turns around.
    /// </summary>
    public double Yaw => Math.Asin(Math.Clamp(Turn / NoseBefore, -1, 1)) * 180 / Math.PI;

    /// <summary>
    /// Size of the face in pixels: the square root of width times height of the landmarks, along the line of the eyes.
    /// The detector's boxes come in a few sizes, so that a pixel decides between two of them; this does not.
    /// </summary>
    public double Extent
    {
        get
        {
            (double sin, double cos) = Math.SinCos(Roll * Math.PI / 180);
            double[] across = [.. Landmarks.Select(p => (cos * p.X) + (sin * p.Y))],
                down = [.. Landmarks.Select(p => (cos * p.Y) - (sin * p.X))];
            return Math.Sqrt((across.Max() - across.Min()) * (down.Max() - down.Min()));
        }
    }

    /// <summary>Whether the face was found only after the picture had been searched at twice the size.</summary>
    public bool Upsampled { get; init; }

    /// <summary>Degrees by which the picture was turned clockwise where the face was found, 0 to 359.</summary>
    public int Turned { get; init; }

    /// <summary>
    /// Whether the landmarks disagree with themselves, or with those of the same face turned upright, so that they may
    /// lie beside the face: it may be tilted, hidden or no face.
    /// </summary>
    public bool IsDoubtful { get; init; }

    /// <summary>How far landmarks from several boxes lie apart, in distances of the eyes.</summary>
    internal double Disagreement { get; init; }

    /// <summary>A face by its landmarks.</summary>
    /// <param name="landmarks">68 points in the order of the iBUG 300-W annotation, pixels of the picture.</param>
    /// <param name="box">What a detector marked.</param>
    /// <param name="confidence">Its margin over the threshold.</param>
    /// <exception cref="ArgumentException">These are not 68 points.</exception>
    public static Face Of(IReadOnlyList<Point> landmarks, FaceBox box, double confidence)
    {
        FaceLandmarks face = new(landmarks);
        Point eyes = face.RightEye - face.LeftEye;
        return new()
        {
            Box = box,
            Confidence = confidence,
            Landmarks = landmarks,
            Roll = Math.Atan2(eyes.Y, eyes.X) * 180 / Math.PI,
            InterOcular = eyes.Length,
        };
    }
}
