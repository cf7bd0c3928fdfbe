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
}
