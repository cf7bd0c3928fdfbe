using System.Numerics;

namespace Mien.Portraits;

/// <summary>Which part of the scene a picture shows. Pictures are square.</summary>
public sealed record Framing
{
    private const float PortraitSide = 33f;
    private const float PortraitMiddle = 1.5f;

    private Framing()
    {
    }

    /// <summary>
    /// Head and shoulders, upright, with the margin of a portrait photograph; the face is a bit less than half as wide
    /// as the picture.
    /// </summary>
    public static Framing Portrait { get; } = new();

    /// <summary>
    /// The crop with which FFHQ was made (Karras et al. 2019, appendix), set from the true landmarks: its middle lies a
    /// tenth of the way from the eyes to the mouth, the tilt of the head is removed.
    /// </summary>
    public static Framing Aligned { get; } = new() { FollowsFace = true };

    /// <summary>
    /// The same crop of the face at rest: what a face does, such as dropping its jaw, does not move the crop.
    /// </summary>
    public static Framing AlignedAtRest { get; } = new() { FollowsFace = true, IsOfRest = true };

    /// <summary>
    /// The face alone, from the forehead to a dropped jaw, set from the true landmarks: 0.85 of the side of
    /// <see cref="Aligned"/>, its middle 0.65 of the way from the eyes to the mouth.
    /// </summary>
    public static Framing Close { get; } = new() { FollowsFace = true, IsClose = true };

    /// <summary>The same crop of the face at rest.</summary>
    public static Framing CloseAtRest { get; } = new() { FollowsFace = true, IsClose = true, IsOfRest = true };

    internal bool FollowsFace { get; private init; }

    internal bool IsClose { get; private init; }

    internal bool IsOfRest { get; private init; }

    /// <summary>Shift of the window to the right and down, as a fraction of its side.</summary>
    public Vector2 Shift { get; init; }

    /// <summary>Side of the window relative to the usual one: above 1 shows more, below 1 less.</summary>
    public float Scale { get; init; } = 1f;

    /// <summary>Turn of the window, clockwise, degrees.</summary>
    public float Turn { get; init; }

    /// <summary>Takes the projection plane (cm, y down) to the unit square.</summary>
    internal Matrix3x2 ToUnit(ReadOnlySpan<Vector2> landmarks)
    {
        Vector2 centre = new(0f, PortraitMiddle), x = new(PortraitSide / 2f, 0f);
        if (FollowsFace) (centre, x) = Quad(landmarks, IsClose);
        x = Vector2.Transform(x, Matrix3x2.CreateRotation(Turn * MathF.PI / 180f)) * Scale;
        Vector2 y = new(-x.Y, x.X);
        centre += 2f * ((Shift.X * x) + (Shift.Y * y));
        Vector2 corner = centre - x - y;
        float norm = 1f / (2f * x.LengthSquared());
        return new(
            x.X * norm, y.X * norm, x.Y * norm, y.Y * norm, -Vector2.Dot(corner, x) * norm,
            -Vector2.Dot(corner, y) * norm);
    }

    /// <summary>Middle of the quad and the vector from there to the middle of its right side.</summary>
    private static (Vector2 Centre, Vector2 Half) Quad(ReadOnlySpan<Vector2> landmarks, bool isClose)
    {
        (float scale, float drop) = isClose ? (0.85f, 0.65f) : (1f, 0.1f);
        Vector2 left = Mean(landmarks[36..42]), right = Mean(landmarks[42..48]);
        Vector2 eyes = (left + right) / 2f;
        Vector2 eyeToEye = right - left;
        Vector2 eyeToMouth = ((landmarks[48] + landmarks[54]) / 2f) - eyes;
        Vector2 x = eyeToEye - new Vector2(-eyeToMouth.Y, eyeToMouth.X);
        x = Vector2.Normalize(x) * Math.Max(eyeToEye.Length() * 2f, eyeToMouth.Length() * 1.8f) * scale;
        return (eyes + (eyeToMouth * drop), x);
    }

    private static Vector2 Mean(ReadOnlySpan<Vector2> points)
    {
        Vector2 sum = default;
        foreach (Vector2 p in points) sum += p;
        return sum / points.Length;
    }
}
