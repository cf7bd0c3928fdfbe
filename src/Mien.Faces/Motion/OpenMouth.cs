using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Motion;

/// <summary>
/// The face that an expression is from. Where its mouth is open, the inside can be seen in another face whose mouth
/// opens: a photograph shows teeth better than a small generator paints them.
/// </summary>
/// <param name="Photo">The photo.</param>
/// <param name="Geometry">Where the face is in it; null where the photo is a crop already, square.</param>
/// <param name="Landmarks">dlib's 68, from 0 to 1 over the crop.</param>
public sealed record OpenMouth(Image Photo, AlignedCrop? Geometry, IReadOnlyList<Point> Landmarks);
