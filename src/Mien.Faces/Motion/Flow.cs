namespace Mien.Faces.Motion;

/// <summary>
/// For each pixel of one picture, how far to the right and how far down its content lies in another one.
/// </summary>
internal readonly record struct Flow(Plane Across, Plane Down)
{
    public int Width => Across.Width;

    public int Height => Across.Height;

    public static Flow Still(int width, int height) => new(new Plane(width, height), new Plane(width, height));

    public Flow Rescaled(int width, int height) => new(Across.Rescaled(width, height), Down.Rescaled(width, height));
}
