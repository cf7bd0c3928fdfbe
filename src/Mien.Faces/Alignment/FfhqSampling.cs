using Mien.Faces.Images;

namespace Mien.Faces.Alignment;

/// <summary>
/// The pixels of the FFHQ crop, in the steps of its definition: reduce by a whole number, cut a box around the quad,
/// pad, sample four times too fine, reduce. Only the box is ever touched.
/// </summary>
internal static class FfhqSampling
{
    public static Image Cut(Image photo, AlignedCrop crop)
    {
        FfhqWindow window = FfhqWindow.Of(crop);
        Box box = window.Box;
        Image image = window.Shrink == 1
            ? photo.Cut(box)
            : new Image(box.Width, box.Height, Lanczos.Resize(photo, window.Width, window.Height, box));
        Point shift = new(box.Left, box.Top);
        if (window.Padding is { } pad)
        {
            image = ReflectedPadding.Pad(image, pad, FfhqFrame.Side(crop) / window.Shrink * 0.02);
            shift -= new Point(pad.Left, pad.Top);
        }

        return QuadSampling.Sample(image, [.. crop.Quad.Select(p => (p * (1.0 / window.Shrink)) - shift)], crop.Size);
    }
}
