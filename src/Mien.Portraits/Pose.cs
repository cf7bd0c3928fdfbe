namespace Mien.Portraits;

/// <summary>
/// How the head is turned, in degrees; the shoulders stay.
/// </summary>
public sealed record Pose
{
    /// <summary>
    /// Name, range, neutral value and meaning of each parameter, in the order of <see cref="ToVector"/>.
    /// </summary>
    public static IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(nameof(Yaw), -25f, 25f, 0f, "Degrees; positive turns the face towards the picture's right"),
        new(nameof(Pitch), -15f, 15f, 0f, "Degrees; positive lifts the chin"),
        new(nameof(Roll), -10f, 10f, 0f, "Degrees; positive tilts the head clockwise in the picture"),
    ];

    /// <summary>Degrees; positive turns the face towards the picture's right. In [-25, 25], neutral 0.</summary>
    public float Yaw { get; init; }

    /// <summary>Degrees; positive lifts the chin. In [-15, 15], neutral 0.</summary>
    public float Pitch { get; init; }

    /// <summary>Degrees; positive tilts the head clockwise in the picture. In [-10, 10], neutral 0.</summary>
    public float Roll { get; init; }

    /// <summary>
    /// The parameters as numbers, [3], in their own units and in the order of <see cref="Parameters"/>.
    /// </summary>
    public float[] ToVector() =>
    [
        Yaw,
        Pitch,
        Roll,
    ];

    /// <summary>The inverse of <see cref="ToVector"/>; every value is clamped into its range.</summary>
    /// <param name="vector">[3], in the order of <see cref="Parameters"/>.</param>
    /// <exception cref="ArgumentException">The length is another one, or a value is not a number.</exception>
    public static Pose FromVector(ReadOnlySpan<float> vector)
    {
        float[] v = Parameter.Clamp(Parameters, vector);
        return new Pose
        {
            Yaw = v[0],
            Pitch = v[1],
            Roll = v[2],
        };
    }
}
