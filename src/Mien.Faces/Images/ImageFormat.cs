namespace Mien.Faces.Images;

/// <summary>The kinds of picture files that are written.</summary>
public enum ImageFormat
{
    /// <summary>Without loss.</summary>
    Png,

    /// <summary>With loss, see <see cref="WriteOptions.Quality"/>.</summary>
    Jpeg,

    /// <summary>With loss, or without at quality 100. At most 16,383 px a side.</summary>
    WebP,
}
