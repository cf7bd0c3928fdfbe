namespace Mien.Faces.Compositing;

/// <summary>How the new face and the photo meet.</summary>
public enum Blend
{
    /// <summary>A weighted mean, by the mask.</summary>
    Feather,

    /// <summary>
    /// Each band of detail over its own width (Burt and Adelson, "A Multiresolution Spline with Application to Image
    /// Mosaics").
    /// </summary>
    Pyramid,

    /// <summary>
    /// The gradients of the new face with the colours of the photo along the mask's rim (Pérez, Gangnet and Blake, "Poisson
    /// Image Editing"), then feathered.
    /// </summary>
    Poisson,
}
