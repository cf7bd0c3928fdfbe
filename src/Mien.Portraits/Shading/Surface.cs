using System.Numerics;

namespace Mien.Portraits.Shading;

/// <summary>One sample of a surface to be coloured.</summary>
/// <param name="At">Coordinates on the surface; their meaning is the material's.</param>
/// <param name="Tint">On the head: see <see cref="Geometry.SkinTint"/>.</param>
/// <param name="Normal">Unit normal, turned towards the viewer.</param>
/// <param name="View">Unit direction to the viewer.</param>
internal readonly record struct Surface(Vector4 At, Vector4 Tint, Vector3 Normal, Vector3 View);
