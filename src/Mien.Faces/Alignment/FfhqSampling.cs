using Mien.Faces.Images;

namespace Mien.Faces.Alignment;

/// <summary>
/// The pixels of the FFHQ crop, in the steps of its definition: reduce by a whole number, cut a box around the quad, pad,
/// sample four times too fine, reduce. Only the box is ever touched.
/// </summary>
internal static class FfhqSampling
{
    public static Image Cut(Image photo, AlignedCrop crop)
    {
        int shrink = FfhqFrame.Shrink(crop);
        (int width, int height) = FfhqFrame.Reduced(crop, shrink);
        Point[] quad = [.. crop.Quad.Select(p => p * (1.0 / shrink))];
        double side = FfhqFrame.Side(crop) / shrink;
        int border = Math.Max((int)Math.Round(side * 0.1, MidpointRounding.ToEven), 3);

        Box bounds = Bounds(quad);
        Box around = new(bounds.Left - border, bounds.Top - border, bounds.Right + border, bounds.Bottom + border);
        Box box = around.Within(width, height);
        if (box.Width < 1 || box.Height < 1)
        {
            throw new ArgumentException("AlignedCrop: the quad lies outside the photo");
        }

        Image image = shrink == 1 ? photo.Cut(box) : new Image(box.Width, box.Height, Lanczos.Resize(photo, width, height, box));
        Point shift = new(box.Left, box.Top);
        Padding pad = new(box.Left - around.Left, box.Top - around.Top, around.Right - box.Right, around.Bottom - box.Bottom);
        if (pad.Largest > border - 4)
        {
            pad = pad.AtLeast((int)Math.Round(side * 0.3, MidpointRounding.ToEven));
            image = ReflectedPadding.Pad(image, pad, side * 0.02);
            shift -= new Point(pad.Left, pad.Top);
        }

        for (int i = 0; i < quad.Length; i++)
        {
            quad[i] -= shift;
        }

        return QuadSampling.Sample(image, quad, crop.Size);
    }

    private static Box Bounds(Point[] quad) => new(
        (int)Math.Floor(quad.Min(p => p.X)), (int)Math.Floor(quad.Min(p => p.Y)),
        (int)Math.Ceiling(quad.Max(p => p.X)), (int)Math.Ceiling(quad.Max(p => p.Y)));
}
