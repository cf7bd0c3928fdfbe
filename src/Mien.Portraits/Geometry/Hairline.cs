using static Mien.Portraits.Geometry.Curves;

namespace Mien.Portraits.Geometry;

/// <summary>Where the hair of a portrait ends, against the angle from the front.</summary>
internal sealed class Hairline(Identity identity)
{
    private static readonly Profile _roots = new(
        (0f, 6.7f), (20f, 6.85f), (38f, 6.9f), (50f, 5.9f), (58f, 4.0f), (65f, 2.4f), (72f, 0.4f), (79f, -1.3f),
        (85f, -1.2f), (89f, 0.8f), (95f, 1.7f), (112f, 1.3f), (126f, -2.2f), (142f, -4.6f), (180f, -5.8f));

    /// <summary>
    /// Height at which the hair begins to grow, cm; the angle in degrees, 0 at the front, 180 at the back.
    /// </summary>
    public float Roots(float angle)
        => _roots.At(angle)
            + (0.75f * identity.Hairline * Step(64f, 40f, angle) * (1f + (0.35f * Bell(angle - 34f, 10f))));

    /// <summary>Height of the tips; the angle is signed, negative at the picture's left.</summary>
    public float Tips(float signedAngle)
    {
        float angle = Math.Abs(signedAngle);
        float y = Roots(angle);
        float sweep = -0.7f * identity.Parting * signedAngle / 45f;
        float fringe = 2.75f + (0.5f * Bell(angle, 12f)) + sweep;
        y = Lerp(y, Math.Min(y, fringe), identity.Fringe * Step(68f, 52f, angle));
        float tips = Lerp(-1.5f, -16f, Math.Clamp((identity.HairLength - 0.2f) / 0.8f, 0f, 1f));
        return Lerp(y, Math.Min(y, tips), LongSides(angle));
    }

    /// <summary>1 where long hair hangs freely.</summary>
    public float LongSides(float angle) => Step(54f, 70f, angle) * Step(0.2f, 0.34f, identity.HairLength);
}
