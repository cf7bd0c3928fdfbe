using System.Numerics;

namespace Mien.Portraits.Geometry;

/// <summary>A point of the head before identity and expression move it.</summary>
/// <param name="Base">Where it lies on the smooth skull, cm: the coordinates in which features are placed.</param>
/// <param name="Rest">Where it lies on the average face.</param>
/// <param name="Upper">Above the line between the lips, where the skin is slit.</param>
/// <param name="UpperLid">Above the line between the lids, where the skin is slit too.</param>
/// <param name="Front">1 on the face, 0 on the sides and the back of the head.</param>
internal readonly record struct RestPoint(Vector3 Base, Vector3 Rest, bool Upper, bool UpperLid, float Front)
{
    public const float EyeX = 3.075f;
    public const float EyeHalfWidth = 1.425f;
    public const float MouthHalfWidth = 2.63f;

    public float X => Base.X;

    public float Y => Base.Y;

    /// <summary>-1 at the picture's left, 1 at its right.</summary>
    public float Side => Base.X < 0f ? -1f : 1f;

    /// <summary>Like <see cref="Side"/>, but passing smoothly through 0 in the middle of the face.</summary>
    public float Sideways => Math.Clamp(Base.X / 1.2f, -1f, 1f);

    /// <summary>Distance from the line between the lips, upwards.</summary>
    public float OverMouth => Base.Y - SkullSections.Mouth;

    /// <summary>-1 at one corner of the mouth, 1 at the other.</summary>
    public float AlongMouth => Base.X / MouthHalfWidth;

    /// <summary>-1 at the inner corner of the nearer eye, 1 at the outer.</summary>
    public float AlongEye => (Math.Abs(Base.X) - EyeX) / EyeHalfWidth;
}
