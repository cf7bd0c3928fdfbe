namespace Mien.Faces.Alignment;

/// <summary>Pixels to add on each side.</summary>
internal readonly record struct Padding(int Left, int Top, int Right, int Bottom)
{
    public int Largest => Math.Max(Math.Max(Left, Top), Math.Max(Right, Bottom));

    public Padding AtLeast(int pixels) =>
        new(Math.Max(Left, pixels), Math.Max(Top, pixels), Math.Max(Right, pixels), Math.Max(Bottom, pixels));
}
