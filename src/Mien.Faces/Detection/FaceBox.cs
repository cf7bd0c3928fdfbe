namespace Mien.Faces.Detection;

/// <summary>A rectangle around a face, in pixels of the picture; it may reach beyond the picture.</summary>
public readonly record struct FaceBox(double Left, double Top, double Width, double Height)
{
    /// <summary>Whether a point lies in it.</summary>
    public bool Contains(Alignment.Point p) => p.X >= Left && p.X <= Left + Width && p.Y >= Top && p.Y <= Top + Height;
}
