using Mien.Faces.Alignment;

namespace Mien.Faces.Detection;

/// <summary>A face in a picture. All coordinates are pixels of the upright picture.</summary>
public sealed record Face
{
    /// <summary>What the detector marked.</summary>
    public required FaceBox Box { get; init; }

    /// <summary>The detector's margin over its threshold: 0 is barely, above 1 is certain.</summary>
    public required double Confidence { get; init; }

    /// <summary>
    /// 68 points in the order of the iBUG 300-W annotation: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, lips 48-67. Whole
    /// numbers, since dlib gives whole pixels, and the FFHQ crop was defined with those.
    /// </summary>
    public required IReadOnlyList<Point> Landmarks { get; init; }

    /// <summary>Degrees by which the line of the eyes is turned clockwise.</summary>
    public required double Roll { get; init; }

    /// <summary>Distance of the centres of the eyes, in pixels.</summary>
    public required double InterOcular { get; init; }

    /// <summary>Whether the face was found only after the picture had been searched at twice the size.</summary>
    public bool Upsampled { get; init; }

    /// <summary>Degrees by which the picture had to be turned clockwise before a face was found: 0, 90, 180 or 270.</summary>
    public int Turned { get; init; }
}
