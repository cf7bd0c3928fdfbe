namespace Mien.Faces.Compositing;

/// <summary>Which part of the photo is replaced.</summary>
public enum MaskShape
{
    /// <summary>
    /// The convex hull of the landmarks and the forehead of the old and the new face, grown and feathered.
    /// </summary>
    Face,

    /// <summary>The whole crop, feathered along its border.</summary>
    Crop,
}
