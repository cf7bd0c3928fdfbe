namespace Mien.Portraits;

/// <summary>
/// What the face does, after the action units (AU) of the Facial Action Coding System (Ekman and Friesen, 1978).
/// The neutral expression is all zeros: relaxed, eyes open, mouth closed, looking straight ahead.
/// </summary>
public sealed record Expression
{
    /// <summary>
    /// Name, range, neutral value and meaning of each parameter, in the order of <see cref="ToVector"/>.
    /// </summary>
    public static IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(nameof(BrowRaiseInner), 0f, 1f, 0f, "AU1, inner brow raiser"),
        new(nameof(BrowRaiseOuter), 0f, 1f, 0f, "AU2, outer brow raiser"),
        new(nameof(BrowLower), 0f, 1f, 0f, "AU4, brow lowerer"),
        new(nameof(LidRaise), 0f, 1f, 0f, "AU5, upper lid raiser"),
        new(nameof(CheekRaise), 0f, 1f, 0f, "AU6, cheek raiser"),
        new(nameof(Smile), 0f, 1f, 0f, "AU12, lip corner puller"),
        new(nameof(LipCornerDepress), 0f, 1f, 0f, "AU15, lip corner depressor"),
        new(nameof(Pucker), 0f, 1f, 0f, "AU18, lip pucker"),
        new(nameof(LipsPart), 0f, 1f, 0f, "AU25, lips part"),
        new(nameof(JawDrop), 0f, 1f, 0f, "AU26, jaw drop"),
        new(nameof(BlinkLeft), 0f, 1f, 0f,
            "AU43/45 of the subject's left eye (right in the picture): open (0) to closed (1)"),
        new(nameof(BlinkRight), 0f, 1f, 0f,
            "AU43/45 of the subject's right eye (left in the picture): open (0) to closed (1)"),
        new(nameof(GazeX), -1f, 1f, 0f,
            "Gaze towards the picture's left (-1) or right (1), 25 degrees at most, relative to the head"),
        new(nameof(GazeY), -1f, 1f, 0f, "Gaze down (-1) or up (1), 18 degrees at most, relative to the head"),
    ];

    /// <summary>AU1, inner brow raiser. In [0, 1], neutral 0.</summary>
    public float BrowRaiseInner { get; init; }

    /// <summary>AU2, outer brow raiser. In [0, 1], neutral 0.</summary>
    public float BrowRaiseOuter { get; init; }

    /// <summary>AU4, brow lowerer. In [0, 1], neutral 0.</summary>
    public float BrowLower { get; init; }

    /// <summary>AU5, upper lid raiser. In [0, 1], neutral 0.</summary>
    public float LidRaise { get; init; }

    /// <summary>AU6, cheek raiser. In [0, 1], neutral 0.</summary>
    public float CheekRaise { get; init; }

    /// <summary>AU12, lip corner puller. In [0, 1], neutral 0.</summary>
    public float Smile { get; init; }

    /// <summary>AU15, lip corner depressor. In [0, 1], neutral 0.</summary>
    public float LipCornerDepress { get; init; }

    /// <summary>AU18, lip pucker. In [0, 1], neutral 0.</summary>
    public float Pucker { get; init; }

    /// <summary>AU25, lips part. In [0, 1], neutral 0.</summary>
    public float LipsPart { get; init; }

    /// <summary>AU26, jaw drop. In [0, 1], neutral 0.</summary>
    public float JawDrop { get; init; }

    /// <summary>
    /// AU43/45 of the subject's left eye (right in the picture): open (0) to closed (1). In [0, 1], neutral 0.
    /// </summary>
    public float BlinkLeft { get; init; }

    /// <summary>
    /// AU43/45 of the subject's right eye (left in the picture): open (0) to closed (1). In [0, 1], neutral 0.
    /// </summary>
    public float BlinkRight { get; init; }

    /// <summary>
    /// Gaze towards the picture's left (-1) or right (1), 25 degrees at most, relative to the head. In [-1, 1], neutral
    /// 0.
    /// </summary>
    public float GazeX { get; init; }

    /// <summary>Gaze down (-1) or up (1), 18 degrees at most, relative to the head. In [-1, 1], neutral 0.</summary>
    public float GazeY { get; init; }

    /// <summary>
    /// The parameters as numbers, [14], in their own units and in the order of <see cref="Parameters"/>.
    /// </summary>
    public float[] ToVector() =>
    [
        BrowRaiseInner,
        BrowRaiseOuter,
        BrowLower,
        LidRaise,
        CheekRaise,
        Smile,
        LipCornerDepress,
        Pucker,
        LipsPart,
        JawDrop,
        BlinkLeft,
        BlinkRight,
        GazeX,
        GazeY,
    ];

    /// <summary>The inverse of <see cref="ToVector"/>; every value is clamped into its range.</summary>
    /// <param name="vector">[14], in the order of <see cref="Parameters"/>.</param>
    /// <exception cref="ArgumentException">The length is another one, or a value is not a number.</exception>
    public static Expression FromVector(ReadOnlySpan<float> vector)
    {
        float[] v = Parameter.Clamp(Parameters, vector);
        return new Expression
        {
            BrowRaiseInner = v[0],
            BrowRaiseOuter = v[1],
            BrowLower = v[2],
            LidRaise = v[3],
            CheekRaise = v[4],
            Smile = v[5],
            LipCornerDepress = v[6],
            Pucker = v[7],
            LipsPart = v[8],
            JawDrop = v[9],
            BlinkLeft = v[10],
            BlinkRight = v[11],
            GazeX = v[12],
            GazeY = v[13],
        };
    }
}
