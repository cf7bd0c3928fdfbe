namespace Mien.Training.Photographs;

/// <summary>
/// What a photograph must have to be learnt from. The defaults leave out what people would call spoilt.
/// </summary>
public sealed record PhotographLimits
{
    /// <summary>The detector's confidence, at least; 0 is its own limit.</summary>
    public double Confidence { get; init; } = 0.2;

    /// <summary>Distance of the eyes in the photograph, pixels, at least.</summary>
    public double EyeDistance { get; init; } = 30;

    /// <summary>
    /// Offset of the nose's tip from the middle of the eyes along their axis, in distances of the eyes, at most; about
    /// 0.3 where a head is turned by 25 degrees.
    /// </summary>
    public double Turn { get; init; } = 0.3;

    /// <summary>
    /// Root mean square of the Laplacian of the luma over the face in the crop, levels of 255, at least.
    /// </summary>
    public double Sharpness { get; init; } = 6;

    /// <summary>Mean luma of the face, levels of 255, at least.</summary>
    public double Darkest { get; init; } = 35;

    /// <summary>Mean luma of the face, levels of 255, at most.</summary>
    public double Brightest { get; init; } = 225;

    /// <summary>
    /// Mean difference between a pixel's largest and smallest colour over the face, levels of 255, at least.
    /// </summary>
    public double Colour { get; init; } = 6;

    /// <summary>
    /// Mean absolute difference of luma between two faces of 16 × 16 px with equal mean and contrast, levels of 255,
    /// from which they count as two.
    /// </summary>
    public double Difference { get; init; } = 5;

    /// <summary>The first limit that a photograph breaks, near-duplicates aside.</summary>
    public PhotographVerdict Judge(PhotographMeasures m) =>
        m.Confidence < Confidence ? PhotographVerdict.Uncertain
        : m.EyeDistance < EyeDistance ? PhotographVerdict.Small
        : Math.Abs(m.Turn) > Turn ? PhotographVerdict.Turned
        : m.Luma < Darkest ? PhotographVerdict.Dark
        : m.Luma > Brightest ? PhotographVerdict.Bright
        : m.Colour < Colour ? PhotographVerdict.Grey
        : m.Sharpness < Sharpness ? PhotographVerdict.Blurred
        : PhotographVerdict.Kept;
}
