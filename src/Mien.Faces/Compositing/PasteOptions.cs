using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>How a crop is put back into its photo. The defaults were chosen by looking at photographs.</summary>
public sealed record PasteOptions
{
    /// <summary>
    /// What the generator draws for the unchanged face, in the frame of the new crop. If given, the difference of the
    /// new crop to it is added to the photo, instead of the new crop replacing the photo: detail that the generator
    /// cannot draw survives, and what did not change stays as it is. Where the difference is strong, the photo's fine
    /// detail gives way.
    /// </summary>
    public Image? Reconstruction { get; init; }

    /// <summary>How the new face and the photo meet.</summary>
    public Blend Blend { get; init; } = Blend.Pyramid;

    /// <summary>
    /// Which colours are taken over; ignored with a <see cref="Reconstruction"/>, whose difference has none of its own.
    /// </summary>
    public ColourMatch ColourMatch { get; init; } = ColourMatch.Mean;

    /// <summary>Which part is replaced, unless there is a <see cref="Mask"/>.</summary>
    public MaskShape Shape { get; init; } = MaskShape.Face;

    /// <summary>
    /// 68 landmarks of the new face, in pixels of the new crop; they widen the mask where the new face is larger.
    /// </summary>
    public IReadOnlyList<Point>? NewLandmarks { get; init; }

    /// <summary>
    /// A mask of one's own: bright where the new face shows. It has either the photo's size, or is square and lies over
    /// the crop.
    /// </summary>
    public Image? Mask { get; init; }

    /// <summary>
    /// How far the mask reaches beyond the landmarks and the forehead, in distances of the eyes, 0 to 10.
    /// </summary>
    public double Grow { get; init; } = 0.1;

    /// <summary>Width of the mask's soft edge, in distances of the eyes, reaching inwards, 0 to 10.</summary>
    public double Feather { get; init; } = 0.4;
}
