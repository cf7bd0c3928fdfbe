namespace Mien.Portraits;

/// <summary>
/// Who is portrayed: proportions, skin, hair and what is worn, independent of expression and pose.
/// Shape parameters run from -1 to 1, about two and a half standard deviations to each side of the mean face.
/// </summary>
public sealed record Identity
{
    /// <summary>
    /// Name, range, neutral value and meaning of each parameter, in the order of <see cref="ToVector"/>.
    /// </summary>
    public static IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(nameof(FaceWidth), -1f, 1f, 0f, "Width of the head and cheeks"),
        new(nameof(FaceLength), -1f, 1f, 0f, "Length of the face below the eyes"),
        new(nameof(SkullHeight), -1f, 1f, 0f, "Height of the skull above the eyes"),
        new(nameof(JawWidth), -1f, 1f, 0f, "Width between the corners of the jaw"),
        new(nameof(ChinLength), -1f, 1f, 0f, "Distance from the lower lip to the chin"),
        new(nameof(ChinWidth), -1f, 1f, 0f, "Pointed (-1) to square (1) chin"),
        new(nameof(ChinProjection), -1f, 1f, 0f, "Receding (-1) to jutting (1) chin"),
        new(nameof(CheekFullness), -1f, 1f, 0f, "Hollow (-1) to round (1) cheeks"),
        new(nameof(Cheekbones), -1f, 1f, 0f, "Prominence of the cheekbones"),
        new(nameof(NoseLength), -1f, 1f, 0f, "Length of the nose"),
        new(nameof(NoseWidth), -1f, 1f, 0f, "Width between the nostrils' wings"),
        new(nameof(NoseProjection), -1f, 1f, 0f, "How far the tip of the nose stands out"),
        new(nameof(NoseBridge), -1f, 1f, 0f, "Low (-1) to high (1) bridge"),
        new(nameof(NoseTip), -1f, 1f, 0f, "Drooping (-1) to upturned (1) tip"),
        new(nameof(EyeSize), -1f, 1f, 0f, "Width of the eyes between their corners"),
        new(nameof(EyeSpacing), -1f, 1f, 0f, "Distance between the eyes"),
        new(nameof(EyeTilt), -1f, 1f, 0f, "Outer corners low (-1) to high (1)"),
        new(nameof(EyeOpening), -1f, 1f, 0f, "How wide the relaxed eyes are open"),
        new(nameof(EyeDepth), -1f, 1f, 0f, "Depth of the eye sockets"),
        new(nameof(BrowHeight), -1f, 1f, 0f, "Height of the relaxed brows above the eyes"),
        new(nameof(BrowThickness), -1f, 1f, 0f, "Thin (-1) to bushy (1) brows"),
        new(nameof(BrowArch), -1f, 1f, 0f, "Straight (-1) to arched (1) brows"),
        new(nameof(MouthWidth), -1f, 1f, 0f, "Width of the relaxed mouth"),
        new(nameof(MouthHeight), -1f, 1f, 0f, "Low (-1) to high (1) mouth between nose and chin"),
        new(nameof(UpperLip), -1f, 1f, 0f, "Thickness of the upper lip"),
        new(nameof(LowerLip), -1f, 1f, 0f, "Thickness of the lower lip"),
        new(nameof(EarSize), -1f, 1f, 0f, "Size of the ears"),
        new(nameof(EarAngle), 0f, 1f, 0.3f, "Ears lying close (0) to standing out (1)"),
        new(nameof(NeckWidth), -1f, 1f, 0f, "Width of neck and shoulders"),
        new(nameof(Melanin), 0f, 1f, 0.3f, "Fair (0) to dark (1) skin"),
        new(nameof(Redness), 0f, 1f, 0.4f, "Pale (0) to rosy (1) skin"),
        new(nameof(Age), 0f, 1f, 0.2f, "Smooth (0) to lined (1) skin"),
        new(nameof(Freckles), 0f, 1f, 0f, "None (0) to many (1)"),
        new(nameof(LipColour), 0f, 1f, 0.4f, "Lips of the skin's colour (0) to red (1)"),
        new(nameof(EyeColour), 0f, 1f, 0.2f, "Brown (0), hazel, green, grey, blue (1)"),
        new(nameof(HairLength), 0f, 1f, 0.2f, "Cropped (0), to the jaw (0.5), below the shoulders (1)"),
        new(nameof(HairVolume), 0f, 1f, 0.4f, "Flat (0) to full (1) hair"),
        new(nameof(HairWave), 0f, 1f, 0.2f, "Straight (0) to curly (1) hair"),
        new(nameof(Fringe), 0f, 1f, 0f, "No fringe (0) to a fringe down to the brows (1)"),
        new(nameof(Parting), -1f, 1f, 0f, "Hair parted at the picture's left (-1), the middle, the right (1)"),
        new(nameof(Hairline), -1f, 1f, 0f, "Low (-1) to receding (1) hairline"),
        new(nameof(HairDarkness), 0f, 1f, 0.7f, "Blond (0) to black (1) hair"),
        new(nameof(HairRedness), 0f, 1f, 0.3f, "Ash (0) to red (1) hair"),
        new(nameof(HairGrey), 0f, 1f, 0f, "Share of grey hair"),
        new(nameof(Beard), 0f, 1f, 0f, "Clean-shaven (0), stubble, full beard (1)"),
        new(nameof(Glasses), 0f, 1f, 0f, "None below 0.5; from 0.5 to 1 thin to heavy frames"),
        new(nameof(GlassesShape), 0f, 1f, 0f, "Rectangular (0) to round (1) glasses"),
    ];

    /// <summary>Width of the head and cheeks. In [-1, 1], neutral 0.</summary>
    public float FaceWidth { get; init; }

    /// <summary>Length of the face below the eyes. In [-1, 1], neutral 0.</summary>
    public float FaceLength { get; init; }

    /// <summary>Height of the skull above the eyes. In [-1, 1], neutral 0.</summary>
    public float SkullHeight { get; init; }

    /// <summary>Width between the corners of the jaw. In [-1, 1], neutral 0.</summary>
    public float JawWidth { get; init; }

    /// <summary>Distance from the lower lip to the chin. In [-1, 1], neutral 0.</summary>
    public float ChinLength { get; init; }

    /// <summary>Pointed (-1) to square (1) chin. In [-1, 1], neutral 0.</summary>
    public float ChinWidth { get; init; }

    /// <summary>Receding (-1) to jutting (1) chin. In [-1, 1], neutral 0.</summary>
    public float ChinProjection { get; init; }

    /// <summary>Hollow (-1) to round (1) cheeks. In [-1, 1], neutral 0.</summary>
    public float CheekFullness { get; init; }

    /// <summary>Prominence of the cheekbones. In [-1, 1], neutral 0.</summary>
    public float Cheekbones { get; init; }

    /// <summary>Length of the nose. In [-1, 1], neutral 0.</summary>
    public float NoseLength { get; init; }

    /// <summary>Width between the nostrils' wings. In [-1, 1], neutral 0.</summary>
    public float NoseWidth { get; init; }

    /// <summary>How far the tip of the nose stands out. In [-1, 1], neutral 0.</summary>
    public float NoseProjection { get; init; }

    /// <summary>Low (-1) to high (1) bridge. In [-1, 1], neutral 0.</summary>
    public float NoseBridge { get; init; }

    /// <summary>Drooping (-1) to upturned (1) tip. In [-1, 1], neutral 0.</summary>
    public float NoseTip { get; init; }

    /// <summary>Width of the eyes between their corners. In [-1, 1], neutral 0.</summary>
    public float EyeSize { get; init; }

    /// <summary>Distance between the eyes. In [-1, 1], neutral 0.</summary>
    public float EyeSpacing { get; init; }

    /// <summary>Outer corners low (-1) to high (1). In [-1, 1], neutral 0.</summary>
    public float EyeTilt { get; init; }

    /// <summary>How wide the relaxed eyes are open. In [-1, 1], neutral 0.</summary>
    public float EyeOpening { get; init; }

    /// <summary>Depth of the eye sockets. In [-1, 1], neutral 0.</summary>
    public float EyeDepth { get; init; }

    /// <summary>Height of the relaxed brows above the eyes. In [-1, 1], neutral 0.</summary>
    public float BrowHeight { get; init; }

    /// <summary>Thin (-1) to bushy (1) brows. In [-1, 1], neutral 0.</summary>
    public float BrowThickness { get; init; }

    /// <summary>Straight (-1) to arched (1) brows. In [-1, 1], neutral 0.</summary>
    public float BrowArch { get; init; }

    /// <summary>Width of the relaxed mouth. In [-1, 1], neutral 0.</summary>
    public float MouthWidth { get; init; }

    /// <summary>Low (-1) to high (1) mouth between nose and chin. In [-1, 1], neutral 0.</summary>
    public float MouthHeight { get; init; }

    /// <summary>Thickness of the upper lip. In [-1, 1], neutral 0.</summary>
    public float UpperLip { get; init; }

    /// <summary>Thickness of the lower lip. In [-1, 1], neutral 0.</summary>
    public float LowerLip { get; init; }

    /// <summary>Size of the ears. In [-1, 1], neutral 0.</summary>
    public float EarSize { get; init; }

    /// <summary>Ears lying close (0) to standing out (1). In [0, 1], neutral 0.3.</summary>
    public float EarAngle { get; init; } = 0.3f;

    /// <summary>Width of neck and shoulders. In [-1, 1], neutral 0.</summary>
    public float NeckWidth { get; init; }

    /// <summary>Fair (0) to dark (1) skin. In [0, 1], neutral 0.3.</summary>
    public float Melanin { get; init; } = 0.3f;

    /// <summary>Pale (0) to rosy (1) skin. In [0, 1], neutral 0.4.</summary>
    public float Redness { get; init; } = 0.4f;

    /// <summary>Smooth (0) to lined (1) skin. In [0, 1], neutral 0.2.</summary>
    public float Age { get; init; } = 0.2f;

    /// <summary>None (0) to many (1). In [0, 1], neutral 0.</summary>
    public float Freckles { get; init; }

    /// <summary>Lips of the skin's colour (0) to red (1). In [0, 1], neutral 0.4.</summary>
    public float LipColour { get; init; } = 0.4f;

    /// <summary>Brown (0), hazel, green, grey, blue (1). In [0, 1], neutral 0.2.</summary>
    public float EyeColour { get; init; } = 0.2f;

    /// <summary>Cropped (0), to the jaw (0.5), below the shoulders (1). In [0, 1], neutral 0.2.</summary>
    public float HairLength { get; init; } = 0.2f;

    /// <summary>Flat (0) to full (1) hair. In [0, 1], neutral 0.4.</summary>
    public float HairVolume { get; init; } = 0.4f;

    /// <summary>Straight (0) to curly (1) hair. In [0, 1], neutral 0.2.</summary>
    public float HairWave { get; init; } = 0.2f;

    /// <summary>No fringe (0) to a fringe down to the brows (1). In [0, 1], neutral 0.</summary>
    public float Fringe { get; init; }

    /// <summary>Hair parted at the picture's left (-1), the middle, the right (1). In [-1, 1], neutral 0.</summary>
    public float Parting { get; init; }

    /// <summary>Low (-1) to receding (1) hairline. In [-1, 1], neutral 0.</summary>
    public float Hairline { get; init; }

    /// <summary>Blond (0) to black (1) hair. In [0, 1], neutral 0.7.</summary>
    public float HairDarkness { get; init; } = 0.7f;

    /// <summary>Ash (0) to red (1) hair. In [0, 1], neutral 0.3.</summary>
    public float HairRedness { get; init; } = 0.3f;

    /// <summary>Share of grey hair. In [0, 1], neutral 0.</summary>
    public float HairGrey { get; init; }

    /// <summary>Clean-shaven (0), stubble, full beard (1). In [0, 1], neutral 0.</summary>
    public float Beard { get; init; }

    /// <summary>None below 0.5; from 0.5 to 1 thin to heavy frames. In [0, 1], neutral 0.</summary>
    public float Glasses { get; init; }

    /// <summary>Rectangular (0) to round (1) glasses. In [0, 1], neutral 0.</summary>
    public float GlassesShape { get; init; }

    /// <summary>
    /// The parameters as numbers, [47], in their own units and in the order of <see cref="Parameters"/>.
    /// </summary>
    public float[] ToVector() =>
    [
        FaceWidth,
        FaceLength,
        SkullHeight,
        JawWidth,
        ChinLength,
        ChinWidth,
        ChinProjection,
        CheekFullness,
        Cheekbones,
        NoseLength,
        NoseWidth,
        NoseProjection,
        NoseBridge,
        NoseTip,
        EyeSize,
        EyeSpacing,
        EyeTilt,
        EyeOpening,
        EyeDepth,
        BrowHeight,
        BrowThickness,
        BrowArch,
        MouthWidth,
        MouthHeight,
        UpperLip,
        LowerLip,
        EarSize,
        EarAngle,
        NeckWidth,
        Melanin,
        Redness,
        Age,
        Freckles,
        LipColour,
        EyeColour,
        HairLength,
        HairVolume,
        HairWave,
        Fringe,
        Parting,
        Hairline,
        HairDarkness,
        HairRedness,
        HairGrey,
        Beard,
        Glasses,
        GlassesShape,
    ];

    /// <summary>The inverse of <see cref="ToVector"/>; every value is clamped into its range.</summary>
    /// <param name="vector">[47], in the order of <see cref="Parameters"/>.</param>
    /// <exception cref="ArgumentException">The length is another one, or a value is not a number.</exception>
    public static Identity FromVector(ReadOnlySpan<float> vector)
    {
        float[] v = Parameter.Clamp(Parameters, vector);
        return new Identity
        {
            FaceWidth = v[0],
            FaceLength = v[1],
            SkullHeight = v[2],
            JawWidth = v[3],
            ChinLength = v[4],
            ChinWidth = v[5],
            ChinProjection = v[6],
            CheekFullness = v[7],
            Cheekbones = v[8],
            NoseLength = v[9],
            NoseWidth = v[10],
            NoseProjection = v[11],
            NoseBridge = v[12],
            NoseTip = v[13],
            EyeSize = v[14],
            EyeSpacing = v[15],
            EyeTilt = v[16],
            EyeOpening = v[17],
            EyeDepth = v[18],
            BrowHeight = v[19],
            BrowThickness = v[20],
            BrowArch = v[21],
            MouthWidth = v[22],
            MouthHeight = v[23],
            UpperLip = v[24],
            LowerLip = v[25],
            EarSize = v[26],
            EarAngle = v[27],
            NeckWidth = v[28],
            Melanin = v[29],
            Redness = v[30],
            Age = v[31],
            Freckles = v[32],
            LipColour = v[33],
            EyeColour = v[34],
            HairLength = v[35],
            HairVolume = v[36],
            HairWave = v[37],
            Fringe = v[38],
            Parting = v[39],
            Hairline = v[40],
            HairDarkness = v[41],
            HairRedness = v[42],
            HairGrey = v[43],
            Beard = v[44],
            Glasses = v[45],
            GlassesShape = v[46],
        };
    }
}
