namespace Mien.Faces.Images;

/// <summary>How a picture file is written.</summary>
public sealed record WriteOptions
{
    /// <summary>
    /// 1 to 100, of JPEG and WebP; from 90 on JPEG keeps colour at full resolution, at 100 WebP is without loss.
    /// Default 95.
    /// </summary>
    public int Quality { get; init; } = 95;

    /// <summary>
    /// Whether the place where the photo was taken is handed on: coordinates and names, in EXIF, IPTC and XMP. Default
    /// no.
    /// </summary>
    public bool KeepLocation { get; init; }
}
