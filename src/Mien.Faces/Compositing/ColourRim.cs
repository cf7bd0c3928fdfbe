using Mien.Faces.Alignment;

namespace Mien.Faces.Compositing;

/// <summary>Where the colours of photo and new face are compared.</summary>
internal static class ColourRim
{
    // In distances of the eyes, inwards from the landmarks: skin of both faces, clear of hair, background and mouth.
    private const double Outer = 0.05;
    private const double Inner = 0.4;

    /// <summary>
    /// The weight of a pixel of the photo: of a face, a band inside the outlines of both the old and the new one; of
    /// any other mask its soft edge.
    /// </summary>
    public static Func<int, int, double> Weight(AlignedCrop crop, Affine toPhoto, PasteMask mask, PasteOptions options)
    {
        if (options.Mask is not null || options.Shape != MaskShape.Face)
        {
            return (x, y) => mask[x, y] * (1 - mask[x, y]);
        }

        double eyes = crop.InterOcular;
        ConvexHull old = ConvexHull.Of(crop.Landmarks);
        ConvexHull other = options.NewLandmarks is { } landmarks ? ConvexHull.Of(landmarks.Select(toPhoto.Apply)) : old;
        return (x, y) =>
        {
            Point at = new(x, y);
            double depth = -Math.Max(old.Distance(at, 0), other.Distance(at, 0)) / eyes;
            return depth is > Outer and < Inner && mask[x, y] > 0 ? 1 : 0;
        };
    }
}
