using System.Numerics;
using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>The shape parameters of <see cref="Identity"/> as displacements.</summary>
internal static class IdentityDisplacements
{
    /// <summary>Fields without detail: they move hair, ears and glasses as they move the skin.</summary>
    public static readonly Displacement[] Global =
    [
        new(p => p.Identity.FaceWidth, p => new(0.055f * p.X, 0f, 0f)),
        new(p => p.Identity.FaceLength, p => new(0f, 0.06f * Math.Min(0f, Math.Max(p.Y, -12f)), 0f)),
        new(p => p.Identity.SkullHeight, p => new(0f, 0.085f * Math.Max(0f, p.Y - 2f), 0f)),
    ];

    /// <summary>Fields of the face alone.</summary>
    public static readonly Displacement[] Local =
    [
        new(p => p.Identity.JawWidth, p => new(0.1f * p.X * Step(-2.5f, -7.5f, p.Y), 0f, 0f)),
        new(p => p.Identity.ChinLength, p => new(
            0f, -0.6f * Step(-7.7f, -10.6f, p.Y) * MathF.Exp(-p.X * p.X / 20f), 0f)),
        new(p => p.Identity.ChinWidth, p => Step(-8.3f, -10.6f, p.Y) * Step(2f, 6f, p.Base.Z)
            * new Vector3(
                p.Sideways * 0.55f * Bell(Math.Abs(p.X) - 2.0f, 1.1f), -0.2f * Bell(Math.Abs(p.X) - 2.6f, 1.2f), 0f)),
        new(p => p.Identity.ChinProjection, p => new(0f, 0f, 0.6f * Bell(p.X, 2.2f) * Bell(p.Y + 10.4f, 1.5f))),
        new(p => p.Identity.CheekFullness, p => Bell(Math.Abs(p.X) - 4.5f, 1.5f) * Bell(p.Y + 5.2f, 2.0f)
            * Step(0f, 3f, p.Base.Z)
            * new Vector3(p.Side * 0.4f, 0f, 0.5f)),
        new(p => p.Identity.Cheekbones, p => Bell(Math.Abs(p.X) - 5.0f, 1.4f) * Bell(p.Y + 1.9f, 1.0f)
            * Step(0f, 3f, p.Base.Z)
            * new Vector3(p.Side * 0.3f, 0f, 0.4f)),
        new(p => p.Identity.NoseLength, p => new(
            0f, -0.45f * Step(0.3f, -3.6f, p.Y) * Step(-6.4f, -4.9f, p.Y) * Middle(p.X, 2.3f) * p.Front, 0f)),
        new(p => p.Identity.NoseWidth, p => new(
            0.24f * p.X * Middle(p.X, 2.2f) * Bell(p.Y + 4.2f, 1.2f) * p.Front, 0f, 0f)),
        new(p => p.Identity.NoseProjection, p => new(
            0f, 0f, 0.5f * FaceRelief.Ridge(p.Y) * FaceRelief.Across(p.X, p.Y) * p.Front)),
        new(p => p.Identity.NoseBridge, p => new(
            0f, 0f, 0.35f * Bell(p.Y + 0.9f, 1.2f) * FaceRelief.Across(p.X, p.Y) * p.Front)),
        new(p => p.Identity.NoseTip, p => Bell(p.X, 0.9f) * Bell(p.Y + 4.2f, 0.65f) * p.Front
            * new Vector3(0f, 0.4f, 0.1f)),
        new(p => p.Identity.EyeSize, p => 0.13f * AroundEye(p) * new Vector3(p.X - (p.Side * RestPoint.EyeX), p.Y, 0f)),
        new(p => 0.35f + p.Identity.EyeTilt, p => new(0f, 0.2f * AroundEye(p) * p.AlongEye, 0f)),
        new(p => p.Identity.BrowHeight, p => new(
            0f, 0.38f * Bell(Math.Abs(p.X) - 3.2f, 2.2f) * Bell(p.Y - 2.1f, 0.8f) * p.Front, 0f)),
        new(p => p.Identity.BrowArch, p => new(0f, ((0.3f * Bell(Math.Abs(p.X) - 4.0f, 1.0f))
            - (0.12f * Bell(Math.Abs(p.X) - 1.4f, 0.8f)))
            * Bell(p.Y - 2.1f, 0.75f) * p.Front, 0f)),
        new(p => p.Identity.MouthWidth, p => new(0.15f * p.X * Plateau(p.X, p.OverMouth, 3f, 1.3f) * p.Front, 0f, 0f)),
        new(p => p.Identity.UpperLip, p => p.Upper
            ? LipTaper(p) * new Vector3(
                0f, 0.3f * Rise(p.OverMouth, 0.75f, 1.9f), 0.14f * Bell(p.OverMouth - 0.35f, 0.3f)) : default),
        new(p => p.Identity.LowerLip, p => p.Upper
            ? default : LipTaper(p) * new Vector3(
                0f, -0.32f * Rise(-p.OverMouth, 0.95f, 2.2f), 0.16f * Bell(p.OverMouth + 0.45f, 0.35f))),
    ];

    /// <summary>Fields that take eyeballs and teeth along with the skin.</summary>
    public static readonly Displacement[] Deep =
    [
        new(p => p.Identity.EyeSpacing, p => new(p.Side * 0.3f * AroundEye(p), 0f, 0f)),
        new(p => p.Identity.EyeDepth, p => new(0f, 0f, -0.28f * AroundEye(p))),
        new(p => p.Identity.MouthHeight, p => new(0f, 0.3f * Plateau(p.X, p.OverMouth, 3.2f, 1.0f) * p.Front, 0f)),
    ];

    private static float AroundEye(RestPoint p) => Plateau(Math.Abs(p.X) - RestPoint.EyeX, p.Y, 1.62f, 1.25f) * p.Front;

    private static float LipTaper(RestPoint p) => p.Front * Math.Max(0f, 1f - (p.AlongMouth * p.AlongMouth));

    private static float Middle(float x, float width) => MathF.Exp(-MathF.Pow(Math.Abs(x) / width, 4f));

    /// <summary>0 at 0, 1 at <paramref name="peak"/>, 0 again at <paramref name="end"/>.</summary>
    private static float Rise(float d, float peak, float end)
        => d < peak ? Step(-peak, peak, d) * 2f - 1f : Step(end, peak, d);
}
