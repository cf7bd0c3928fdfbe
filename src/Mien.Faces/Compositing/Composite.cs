using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>A photo with a crop put back.</summary>
/// <param name="Picture">The photo's size, profile and metadata; outside the mask its pixels bit for bit.</param>
/// <param name="Mask">How much of each pixel may have changed.</param>
public sealed record Composite(Image Picture, PasteMask Mask);
