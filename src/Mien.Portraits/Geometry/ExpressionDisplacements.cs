using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>The action units of <see cref="Expression"/> as displacements.</summary>
internal static class ExpressionDisplacements
{
    /// <summary>Sine of the jaw's largest turn, 14 degrees.</summary>
    private const float JawTurn = 0.24f;

    private static readonly Vector3 _jawJoint = new(0f, -1.8f, 1.2f);

    /// <summary>What moves the skin.</summary>
    public static readonly Displacement[] Skin =
    [
        new(p => p.Expression.BrowRaiseInner, p => new(
            0f, 0.8f * Bell(Math.Abs(p.X) - 1.4f, 1.1f) * Bell(p.Y - 2.3f, 0.85f) * p.Front, 0f)),
        new(p => p.Expression.BrowRaiseOuter, p => new(
            0f, 0.85f * Bell(Math.Abs(p.X) - 4.3f, 1.25f) * Bell(p.Y - 2.4f, 0.9f) * p.Front, 0f)),
        new(p => p.Expression.BrowLower, p => Bell(p.Y - 1.95f, 0.75f) * p.Front
            * new Vector3(
                -p.Sideways * 0.35f * Bell(Math.Abs(p.X) - 1.7f, 1f), -0.62f * Bell(Math.Abs(p.X) - 1.9f, 1.5f),
                0.1f * Bell(Math.Abs(p.X) - 1.4f, 1f))),
        new(p => p.Expression.CheekRaise, p => Bell(Math.Abs(p.X) - 3.9f, 1.3f) * Bell(p.Y + 2.2f, 1.0f) * p.Front
            * new Vector3(0f, 0.5f, 0.35f)),
        new(p => p.Expression.Smile, p => p.Front * (Corner(p, 1.35f, 1.15f)
            * new Vector3(p.Sideways * 0.72f, 0.8f, -0.3f)
            + (Bell(Math.Abs(p.X) - 3.9f, 1.2f) * Bell(p.Y + 3.6f, 1.1f) * new Vector3(p.Side * 0.2f, 0.3f, 0.4f))
            + (Bell(p.X, 1.6f) * Bell(p.OverMouth, 0.9f) * new Vector3(0f, -0.05f, -0.15f)))),
        new(p => p.Expression.LipCornerDepress, p => p.Front * Corner(p, 1.0f, 0.9f) * new Vector3(
            p.Sideways * 0.1f, -0.7f, -0.1f)),
        new(p => p.Expression.Pucker, p => p.Front * (Corner(p, 1.5f, 1.2f) * new Vector3(-p.Sideways * 0.95f, 0f, 0.6f)
            + (Plateau(p.X, p.OverMouth, 1.2f, 0.9f) * new Vector3(-0.15f * p.X, 0.2f * p.OverMouth, 0.3f)))),
        new(p => p.Expression.LipsPart, p => Part(p)),
        new(p => p.Expression.JawDrop, p => JawWeight(p) * Turn(p.Rest)),
    ];

    /// <summary>What moves the lower teeth and the tongue.</summary>
    public static readonly Displacement[] Jaw = [new(p => p.Expression.JawDrop, p => Turn(p.Rest))];

    /// <summary>The lids as they open; at amount 0 each lid lies on the line between the corners of the eye.</summary>
    public static readonly Displacement[] Lids =
    [
        new(p => Lid(p, -1f, true), p => Open(p, -1f, true)),
        new(p => Lid(p, -1f, false), p => Open(p, -1f, false)),
        new(p => Lid(p, 1f, true), p => Open(p, 1f, true)),
        new(p => Lid(p, 1f, false), p => Open(p, 1f, false)),
    ];

    /// <summary>Height of a lid's edge over the line between the corners, cm, in the middle of the eye.</summary>
    /// <param name="portrait">The portrait.</param>
    /// <param name="side">-1 for the eye at the picture's left, 1 for the one at its right.</param>
    /// <param name="upper">The upper lid; the lower one's height is negative.</param>
    public static float Lid(Portrait portrait, float side, bool upper)
    {
        Identity i = portrait.Identity;
        Expression e = portrait.Expression;
        float blink = side < 0f ? e.BlinkRight : e.BlinkLeft;
        float size = 1f + (0.1f * i.EyeSize);
        float lower = -((0.42f + (0.06f * i.EyeOpening)) * size) + (0.2f * e.CheekRaise) + (0.07f * e.Smile);
        if (!upper) return Lerp(lower, Math.Max(lower, -0.3f), blink);
        float open = ((0.69f + (0.12f * i.EyeOpening)) * size) + (0.26f * e.LidRaise) - (0.12f * e.CheekRaise)
            + (0.14f * e.GazeY) - (0.08f * e.BrowLower);
        return Lerp(open, Math.Max(lower, -0.3f) + 0.015f, blink);
    }

    /// <summary>The almond: height of a lid's edge along the eye, from 0 at the corners to 1.</summary>
    public static float Almond(float along, bool upper)
    {
        float r = Math.Max(0f, 1f - (along * along));
        return upper ? MathF.Pow(r, 0.56f) * (1f - (0.1f * along)) : MathF.Pow(r, 0.62f) * (1f + (0.14f * along));
    }

    private static Vector3 Open(RestPoint p, float side, bool upper)
    {
        if (p.Side != side || p.UpperLid != upper || p.Front <= 0f) return default;
        float d = Math.Abs(p.Y);
        float reach = upper ? 1.75f : 1.5f;
        if (d >= reach) return default;
        float along = p.AlongEye / (1f + (0.22f * d));
        return new(0f, Almond(along, upper) * (1f - Step(0f, reach, d)), 0f);
    }

    private static float Corner(RestPoint p, float width, float height)
        => Bell(Math.Abs(p.X) - 2.75f, width) * Bell(p.OverMouth, height);

    private static Vector3 Part(RestPoint p)
    {
        float d = Math.Abs(p.OverMouth);
        float along = p.X / (2.4f + (0.6f * d));
        float open = p.Front * MathF.Pow(Math.Max(0f, 1f - (along * along)), 0.7f) * Step(p.Upper ? 1.5f : 2.2f, 0f, d);
        return p.Upper ? new(0f, 0.28f * open, 0.06f * open) : new(0f, -0.5f * open, 0.05f * open);
    }

    /// <summary>1 where the skin goes with the jaw, 0 where it stays with the skull.</summary>
    private static float JawWeight(RestPoint p)
    {
        float cheek = Step(-4.0f, -9.6f, p.Y) * Step(-2f, 3.5f, p.Base.Z);
        float d = Math.Abs(p.OverMouth);
        float along = p.X / (RestPoint.MouthHalfWidth + (0.9f * d));
        float lip = MathF.Pow(Math.Max(0f, 1f - (along * along)), 0.5f + (0.8f * Math.Min(1f, d)));
        return p.Upper ? cheek * (1f - lip) : cheek + ((1f - cheek) * lip * p.Front);
    }

    private static Vector3 Turn(Vector3 p)
        => JawTurn * new Vector3(0f, -(p.Z - _jawJoint.Z), p.Y - _jawJoint.Y) * new Vector3(1f, 1f, 0.8f);
}
