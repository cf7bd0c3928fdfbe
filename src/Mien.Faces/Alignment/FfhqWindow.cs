using Mien.Faces.Images;

namespace Mien.Faces.Alignment;

/// <summary>
/// What of a photo a crop is sampled from: the photo is reduced by a whole number, cut to a box, and padded.
/// </summary>
/// <param name="Shrink">The number, 1 for most.</param>
/// <param name="Width">Of the photo after that.</param>
/// <param name="Height">Of the photo after that.</param>
/// <param name="Box">In the reduced photo.</param>
/// <param name="Padding">None where the box lies within the photo.</param>
internal sealed record FfhqWindow(int Shrink, int Width, int Height, Box Box, Padding? Padding)
{
    public static FfhqWindow Of(AlignedCrop crop)
    {
        int shrink = FfhqFrame.Shrink(crop);
        (int width, int height) = FfhqFrame.Reduced(crop, shrink);
        double side = FfhqFrame.Side(crop) / shrink;
        int border = Math.Max((int)Math.Round(side * 0.1, MidpointRounding.ToEven), 3);
        Point[] quad = [.. crop.Quad.Select(p => p * (1.0 / shrink))];
        Box around = new(
            (int)Math.Floor(quad.Min(p => p.X)) - border, (int)Math.Floor(quad.Min(p => p.Y)) - border,
            (int)Math.Ceiling(quad.Max(p => p.X)) + border, (int)Math.Ceiling(quad.Max(p => p.Y)) + border);
        Box box = around.Within(width, height);
        if (box.Width < 1 || box.Height < 1)
        {
            throw new ArgumentException("AlignedCrop: the quad lies outside the photo");
        }

        Padding pad = new(
            box.Left - around.Left, box.Top - around.Top, around.Right - box.Right, around.Bottom - box.Bottom);
        bool padded = pad.Largest > border - 4;
        return new FfhqWindow(
            shrink, width, height, box, padded
                ? pad.AtLeast((int)Math.Round(side * 0.3, MidpointRounding.ToEven)) : null);
    }

    /// <summary>
    /// How much of a pixel of the photo is its own in the crop, 1, and not yet the blur of the padding, 0.
    /// </summary>
    /// <param name="x">Column of the whole photo.</param>
    /// <param name="y">Row of the whole photo.</param>
    /// <param name="sourceWidth">Of the whole photo.</param>
    /// <param name="sourceHeight">Of the whole photo.</param>
    public double Genuine(int x, int y, int sourceWidth, int sourceHeight)
    {
        if (Padding is not { } pad)
        {
            return 1;
        }

        double u = ((x + 0.5) * Width / sourceWidth) - 0.5 - Box.Left + pad.Left,
            v = ((y + 0.5) * Height / sourceHeight) - 0.5 - Box.Top + pad.Top;
        double margin = ReflectedPadding.Margin(
            u, v, pad, Box.Width + pad.Left + pad.Right, Box.Height + pad.Top + pad.Bottom);
        return 1 - Math.Clamp((margin * 3) + 1, 0, 1);
    }
}
