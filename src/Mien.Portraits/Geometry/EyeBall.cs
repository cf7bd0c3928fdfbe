using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>Size of the eyeballs, and how the lids lie on them.</summary>
internal static class EyeBall
{
    public const float CentreZ = 7.0f;

    public static float Radius(Identity identity) => 1.72f * (1f + (0.05f * identity.EyeSize));

    /// <summary>The direction in which the eyes look, relative to the head.</summary>
    public static Vector3 Gaze(Expression expression)
    {
        float yaw = expression.GazeX * 25f * MathF.PI / 180f, pitch = expression.GazeY * 18f * MathF.PI / 180f;
        return new(MathF.Sin(yaw) * MathF.Cos(pitch), MathF.Sin(pitch), MathF.Cos(yaw) * MathF.Cos(pitch));
    }

    /// <summary>
    /// Lays the lids' skin on the ball: exactly at their edges, smoothly over into the socket further out.
    /// </summary>
    public static float Lay(Vector3 skin, RestPoint rest, Vector3 centre, float radius, float behind)
    {
        float r = radius + 0.07f;
        float dx = skin.X - centre.X, dy = skin.Y - centre.Y;
        float rest2 = (r * r) - (dx * dx) - (dy * dy);
        float ball = centre.Z + MathF.Sqrt(Math.Max(rest2, 0.04f));
        float edge = Bell(rest.Y, 0.28f) * Step(1.25f, 0.9f, Math.Abs(rest.AlongEye));
        float away = Step(2.2f, 1.8f, MathF.Sqrt((dx * dx) + (dy * dy)));
        float z = Lerp(skin.Z, Lerp(SoftMax(skin.Z, ball, 0.3f), ball, edge), away);
        return z - behind;
    }
}
