namespace Mien.Portraits;

/// <summary>
/// What surrounds the face: light, background and clothes.
/// </summary>
public sealed record Scene
{
    /// <summary>
    /// Name, range, neutral value and meaning of each parameter, in the order of <see cref="ToVector"/>.
    /// </summary>
    public static IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(nameof(LightAzimuth), -70f, 70f, -25f,
            "Degrees; the key light's direction, positive from the picture's right"),
        new(nameof(LightElevation), -10f, 60f, 30f, "Degrees; the key light's height above the eyes"),
        new(nameof(LightWarmth), -1f, 1f, 0f, "Bluish (-1) to orange (1) key light"),
        new(nameof(LightContrast), 0f, 1f, 0.5f, "Even light (0) to a strong key light with little fill (1)"),
        new(nameof(Exposure), -1f, 1f, 0f, "Half a stop darker (-1) to half a stop brighter (1)"),
        new(nameof(BackgroundHue), 0f, 1f, 0.6f, "Hue, once around the circle"),
        new(nameof(BackgroundSaturation), 0f, 1f, 0.3f, "Grey (0) to colourful (1)"),
        new(nameof(BackgroundLightness), 0f, 1f, 0.5f, "Dark (0) to light (1)"),
        new(nameof(BackgroundGradient), -1f, 1f, 0.3f,
            "Brightness falling from left to right (-1) or right to left (1)"),
        new(nameof(BackgroundBlobs), 0f, 1f, 0.3f, "Plain (0) to strongly mottled (1), as things out of focus"),
        new(nameof(BackgroundSeed), 0f, 1f, 0f, "Chooses where the mottles lie"),
        new(nameof(ClothesHue), 0f, 1f, 0.6f, "Hue, once around the circle"),
        new(nameof(ClothesSaturation), 0f, 1f, 0.4f, "Grey (0) to colourful (1)"),
        new(nameof(ClothesLightness), 0f, 1f, 0.4f, "Dark (0) to light (1)"),
        new(nameof(Neckline), 0f, 1f, 0.3f, "Closed (0) to deep (1) neckline"),
    ];

    /// <summary>
    /// Degrees; the key light's direction, positive from the picture's right. In [-70, 70], neutral -25.
    /// </summary>
    public float LightAzimuth { get; init; } = -25f;

    /// <summary>Degrees; the key light's height above the eyes. In [-10, 60], neutral 30.</summary>
    public float LightElevation { get; init; } = 30f;

    /// <summary>Bluish (-1) to orange (1) key light. In [-1, 1], neutral 0.</summary>
    public float LightWarmth { get; init; }

    /// <summary>Even light (0) to a strong key light with little fill (1). In [0, 1], neutral 0.5.</summary>
    public float LightContrast { get; init; } = 0.5f;

    /// <summary>Half a stop darker (-1) to half a stop brighter (1). In [-1, 1], neutral 0.</summary>
    public float Exposure { get; init; }

    /// <summary>Hue, once around the circle. In [0, 1], neutral 0.6.</summary>
    public float BackgroundHue { get; init; } = 0.6f;

    /// <summary>Grey (0) to colourful (1). In [0, 1], neutral 0.3.</summary>
    public float BackgroundSaturation { get; init; } = 0.3f;

    /// <summary>Dark (0) to light (1). In [0, 1], neutral 0.5.</summary>
    public float BackgroundLightness { get; init; } = 0.5f;

    /// <summary>Brightness falling from left to right (-1) or right to left (1). In [-1, 1], neutral 0.3.</summary>
    public float BackgroundGradient { get; init; } = 0.3f;

    /// <summary>Plain (0) to strongly mottled (1), as things out of focus. In [0, 1], neutral 0.3.</summary>
    public float BackgroundBlobs { get; init; } = 0.3f;

    /// <summary>Chooses where the mottles lie. In [0, 1], neutral 0.</summary>
    public float BackgroundSeed { get; init; }

    /// <summary>Hue, once around the circle. In [0, 1], neutral 0.6.</summary>
    public float ClothesHue { get; init; } = 0.6f;

    /// <summary>Grey (0) to colourful (1). In [0, 1], neutral 0.4.</summary>
    public float ClothesSaturation { get; init; } = 0.4f;

    /// <summary>Dark (0) to light (1). In [0, 1], neutral 0.4.</summary>
    public float ClothesLightness { get; init; } = 0.4f;

    /// <summary>Closed (0) to deep (1) neckline. In [0, 1], neutral 0.3.</summary>
    public float Neckline { get; init; } = 0.3f;

    /// <summary>
    /// The parameters as numbers, [15], in their own units and in the order of <see cref="Parameters"/>.
    /// </summary>
    public float[] ToVector() =>
    [
        LightAzimuth,
        LightElevation,
        LightWarmth,
        LightContrast,
        Exposure,
        BackgroundHue,
        BackgroundSaturation,
        BackgroundLightness,
        BackgroundGradient,
        BackgroundBlobs,
        BackgroundSeed,
        ClothesHue,
        ClothesSaturation,
        ClothesLightness,
        Neckline,
    ];

    /// <summary>The inverse of <see cref="ToVector"/>; every value is clamped into its range.</summary>
    /// <param name="vector">[15], in the order of <see cref="Parameters"/>.</param>
    /// <exception cref="ArgumentException">The length is another one, or a value is not a number.</exception>
    public static Scene FromVector(ReadOnlySpan<float> vector)
    {
        float[] v = Parameter.Clamp(Parameters, vector);
        return new Scene
        {
            LightAzimuth = v[0],
            LightElevation = v[1],
            LightWarmth = v[2],
            LightContrast = v[3],
            Exposure = v[4],
            BackgroundHue = v[5],
            BackgroundSaturation = v[6],
            BackgroundLightness = v[7],
            BackgroundGradient = v[8],
            BackgroundBlobs = v[9],
            BackgroundSeed = v[10],
            ClothesHue = v[11],
            ClothesSaturation = v[12],
            ClothesLightness = v[13],
            Neckline = v[14],
        };
    }
}
