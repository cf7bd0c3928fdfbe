namespace Mien.Faces.Images;

/// <summary>A rectangle of whole pixels; right and bottom are outside.</summary>
internal readonly record struct Box(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    public Box Within(int width, int height) => new(
        Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width),
        Math.Clamp(Bottom, 0, height));
}
