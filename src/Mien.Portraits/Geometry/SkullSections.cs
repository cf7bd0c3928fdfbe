using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>
/// The head without its features, as horizontal sections. Unit: centimetres; x to the picture's right, y up, z towards
/// the viewer; the origin lies between the ears at the height of the eyes. Sizes follow the anthropometry of adults
/// (Farkas 1994): face 14 cm wide, 11.2 cm from the eyes to the chin.
/// </summary>
internal static class SkullSections
{
    public const float Crown = 11.5f;
    public const float Mouth = -6.8f;
    public const float Chin = -11.2f;
    private const float Widest = 4f;

    private static readonly Profile _width = new(
        (-11.2f, 5.2f), (-10.5f, 5.55f), (-9f, 6.0f), (-6.8f, 6.5f), (-4.6f, 6.85f), (-2f, 7.1f), (0f, 7.25f),
        (2f, 7.35f), (4f, 7.45f));
    private static readonly Profile _front = new(
        (-11.2f, 9.7f), (-10.5f, 10.2f), (-9f, 10.3f), (-6.8f, 10.5f), (-4.6f, 10.2f), (-2f, 9.9f), (0f, 9.9f),
        (2f, 10.2f), (4f, 10.1f));
    private static readonly Profile _back = new((-11.2f, 5f), (-6.8f, 6.5f), (-4.6f, 7.4f), (0f, 8.8f), (4f, 9f));

    /// <summary>Height of the jaw's edge against the angle from the front, degrees.</summary>
    private static readonly Profile _jaw = new(
        (0f, -11.2f), (10f, -11.17f), (20f, -10.98f), (32f, -10.5f), (46f, -9.6f), (60f, -8.5f), (75f, -7.1f),
        (90f, -5.7f), (105f, -4.9f), (180f, -5.2f));

    /// <summary>
    /// The point of the row that has height <paramref name="row"/> at the front, at an angle in radians.
    /// </summary>
    public static Vector3 At(float row, float angle)
    {
        float y = Height(row, Math.Abs(angle));
        (float w, float d) = Section(row, MathF.Cos(angle) >= 0f);
        float c = MathF.Cos(angle);
        float depth = c >= 0f ? MathF.Pow(c, 0.9f) : -MathF.Pow(-c, 0.9f);
        return new(w * MathF.Sin(angle), y, d * depth);
    }

    /// <summary>Half-width and depth of the section at a height, above the jaw.</summary>
    public static (float Width, float Depth) Section(float row, bool front)
    {
        float dome = 1f;
        if (row > Widest)
        {
            float t = (row - Widest) / (Crown - Widest);
            dome = MathF.Pow(Math.Max(0f, 1f - MathF.Pow(t, 2.25f)), 1f / 2.25f);
        }

        return (_width.At(row) * dome, (front ? _front : _back).At(row) * dome);
    }

    private static float Height(float row, float angle)
    {
        float side = Step(0.36f, 1.66f, angle);
        if (row >= 0f) return row;
        if (row >= Mouth) return row * Lerp(1f, 0.62f, side);
        float mouth = Mouth * Lerp(1f, 0.62f, side);
        float t = (Mouth - row) / (Mouth - Chin);
        return Lerp(mouth, _jaw.At(angle * 180f / MathF.PI), t);
    }
}
