using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Compositing;

/// <summary>Masks from landmarks, from the crop's border, or from a picture.</summary>
internal static class MaskDrawing
{
    // over which every mask fades towards the crop's border, in sides of the crop
    private const double BorderOfCrop = 0.04;

    // The landmarks end at the brows, which move, and crease the forehead. So the mask goes on above them, by this many
    // distances of the eyes, which with the soft edge leaves the whole weight for half of it, and is as much wider than
    // they are.
    private const double Forehead = 0.55;
    private const double WiderThanBrows = 1.15;

    /// <param name="photo">Where the mask lies.</param>
    /// <param name="crop">Its geometry.</param>
    /// <param name="toPhoto">Pixels of the new crop to pixels of the photo.</param>
    /// <param name="size">Side of the new crop.</param>
    /// <param name="options">What mask.</param>
    public static PasteMask Draw(Image photo, AlignedCrop crop, Affine toPhoto, int size, PasteOptions options)
    {
        Point[] corners = [toPhoto.Apply(new(-0.5, -0.5)), toPhoto.Apply(new(-0.5, size - 0.5)), toPhoto.Apply(
            new(size - 0.5, size - 0.5)), toPhoto.Apply(new(size - 0.5, -0.5))];
        Box box = new Box(
            (int)Math.Floor(corners.Min(p => p.X)), (int)Math.Floor(corners.Min(p => p.Y)),
            (int)Math.Ceiling(corners.Max(p => p.X)) + 1, (int)Math.Ceiling(corners.Max(p => p.Y)) + 1).Within(
                photo.Width, photo.Height);
        if (box.Width < 1 || box.Height < 1)
        {
            throw new ArgumentException("Compositor: the crop lies outside the photo");
        }

        Affine toCrop = toPhoto.Inverse();
        Func<Point, Point, double> weight = options.Mask is null && options.Shape == MaskShape.Face
            ? OfFace(crop, toPhoto, options, ref box)
            : OfPictureOrCrop(photo, size, options);
        double border = (options.Mask is null && options.Shape == MaskShape.Crop
            ? Math.Max(options.Feather * crop.InterOcular / toPhoto.Scale, 1) : BorderOfCrop * size);
        // At the edge of the photo a crop is blurred by definition; there the photo stays.
        FfhqWindow? window = options.Reconstruction is null ? FfhqWindow.Of(crop) : null;
        float[] weights = new float[box.Width * box.Height];
        Parallel.For(0, box.Height, y =>
        {
            for (int x = 0; x < box.Width; x++)
            {
                Point at = new(box.Left + x, box.Top + y), inCrop = toCrop.Apply(at);
                double inside = Math.Min(
                    Math.Min(inCrop.X, inCrop.Y), size - 1 - Math.Max(inCrop.X, inCrop.Y)) / border;
                if (inside > 0)
                {
                    double genuine = window?.Genuine(box.Left + x, box.Top + y, photo.Width, photo.Height) ?? 1;
                    weights[(y * box.Width) + x] = (float)(Smooth(inside) * weight(at, inCrop) * genuine);
                }
            }
        });
        return new PasteMask(photo.Width, photo.Height, box, weights).Trimmed();
    }

    private static Func<Point, Point, double> OfPictureOrCrop(Image photo, int size, PasteOptions options)
    {
        if (options.Mask is { } mask)
        {
            if ((mask.Width, mask.Height) == (photo.Width, photo.Height))
            {
                return (at, _) => Brightness(mask, (int)at.X, (int)at.Y);
            }

            if (mask.Width != mask.Height)
            {
                throw new ArgumentException(
                    $"Compositor: a mask has the photo's size ({photo.Width}×{photo.Height} px) or is square, not {mask.Width}×{mask.Height}");
            }

            double scale = (double)mask.Width / size;
            return (_, at) => Interpolated(mask, ((at.X + 0.5) * scale) - 0.5, ((at.Y + 0.5) * scale) - 0.5);
        }

        return (_, _) => 1;
    }

    // Narrows the box to where the mask can be.
    private static Func<Point, Point, double> OfFace(
        AlignedCrop crop, Affine toPhoto, PasteOptions options, ref Box box)
    {
        double eyes = crop.InterOcular, grow = options.Grow * eyes, feather = Math.Max(options.Feather * eyes, 1);
        Point[] points = [.. WithForehead(crop.Landmarks), .. options.NewLandmarks is { } landmarks
            ? WithForehead([.. landmarks.Select(toPhoto.Apply)]) : []];
        box = new Box(
            Math.Max(box.Left, (int)Math.Floor(points.Min(p => p.X) - grow)),
            Math.Max(box.Top, (int)Math.Floor(points.Min(p => p.Y) - grow)),
            Math.Min(box.Right, (int)Math.Ceiling(points.Max(p => p.X) + grow) + 1),
            Math.Min(box.Bottom, (int)Math.Ceiling(points.Max(p => p.Y) + grow) + 1));
        if (box.Width < 1 || box.Height < 1)
        {
            throw new ArgumentException("Compositor: the face lies outside the photo");
        }

        (int left, int top) = (box.Left, box.Top);
        HullDistance distance = new(ConvexHull.Of(points), box, grow, eyes);
        return (at, _) => Smooth((grow - distance.At((int)at.X - left, (int)at.Y - top)) / feather);
    }

    private static IEnumerable<Point> WithForehead(IReadOnlyList<Point> landmarks)
    {
        FaceLandmarks face = new(landmarks);
        Point across = face.RightEye - face.LeftEye, up = new(across.Y, -across.X);
        Point eyes = face.Eyes;
        return landmarks.Concat(face.Brows.Select(p => eyes + ((p - eyes) * WiderThanBrows) + (up * Forehead)));
    }

    private static double Smooth(double t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - (2 * t));
    }

    private static double Brightness(Image mask, int x, int y)
    {
        int at = ((y * mask.Width) + x) * 3;
        return (mask.Bytes[at] + mask.Bytes[at + 1] + mask.Bytes[at + 2]) / 765.0;
    }

    private static double Interpolated(Image mask, double x, double y)
    {
        x = Math.Clamp(x, 0, mask.Width - 1);
        y = Math.Clamp(y, 0, mask.Height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, mask.Width - 1),
            bottom = Math.Min(top + 1, mask.Height - 1);
        double fx = x - left, fy = y - top;
        double upper = (Brightness(mask, left, top) * (1 - fx)) + (Brightness(mask, right, top) * fx);
        double lower = (Brightness(mask, left, bottom) * (1 - fx)) + (Brightness(mask, right, bottom) * fx);
        return (upper * (1 - fy)) + (lower * fy);
    }
}
