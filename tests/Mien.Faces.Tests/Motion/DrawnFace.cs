using System.Numerics;
using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Portraits;
using Mien.Portraits.Rendering;

namespace Mien.Faces.Tests.Motion;

/// <summary>A drawn portrait as a crop, or as a photo of which the landmarks are known.</summary>
internal static class DrawnFace
{
    /// <summary>A person at rest.</summary>
    public static Portrait Person(ulong seed) => PortraitSampler.Sample(seed) with { Expression = new() };

    /// <summary>The crop, in the frame of the face at rest.</summary>
    public static Image Crop(Portrait portrait, int size) => Draw(portrait, size, Framing.AlignedAtRest);

    /// <summary>A picture of head and shoulders.</summary>
    public static Image Photo(Portrait portrait, int size) => Draw(portrait, size, Framing.Portrait);

    /// <summary>Landmarks and irises, in pixels of the crop.</summary>
    public static Point[] Points(Portrait portrait, int size)
    {
        PortraitRenderer renderer = new();
        return [.. renderer.Landmarks(portrait, size, Framing.AlignedAtRest)
            .Concat(renderer.Irises(portrait, size, Framing.AlignedAtRest)).Select(p => new Point(p.X, p.Y))];
    }

    /// <summary>Landmarks of the picture of head and shoulders, whole pixels as detectors give them.</summary>
    public static Point[] Landmarks(Portrait portrait, int size) =>
        [.. new PortraitRenderer().Landmarks(portrait, size, Framing.Portrait)
            .Select(p => new Point(MathF.Round(p.X), MathF.Round(p.Y)))];

    /// <summary>True where the face is: the box of the landmarks and a bit of the forehead.</summary>
    public static Func<int, int, bool> Within(Point[] landmarks)
    {
        double left = landmarks.Min(p => p.X), right = landmarks.Max(p => p.X), top = landmarks.Min(p => p.Y),
            bottom = landmarks.Max(p => p.Y);
        top -= 0.15 * (bottom - top);
        return (x, y) => x >= left && x <= right && y >= top && y <= bottom;
    }

    /// <summary>Where each pixel of the new crop was in the old one: from the mesh.</summary>
    public static Vector2[] Was(Portrait now, Portrait before, int size)
        => PortraitMotion.Between(now, before, size, Framing.AlignedAtRest);

    private static Image Draw(Portrait portrait, int size, Framing framing)
    {
        byte[] pixels = new byte[size * size * 3];
        new PortraitRenderer().Render(portrait, size, framing, pixels);
        return new(size, size, pixels);
    }
}
