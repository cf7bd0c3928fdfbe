namespace Mien.Faces.Alignment;

/// <summary>Where the crop lies.</summary>
internal static class FfhqFrame
{
    /// <summary>Top left, bottom left, bottom right, top right.</summary>
    public static Point[] Quad(IReadOnlyList<Point> landmarks, FaceFrame frame)
    {
        (double scale, double drop) = frame == FaceFrame.Close ? (0.85, 0.65) : (1, 0.1);
        FaceLandmarks face = new(landmarks);
        Point eyeToEye = face.RightEye - face.LeftEye, eyeToMouth = face.Mouth - face.Eyes;
        Point x = eyeToEye + new Point(eyeToMouth.Y, -eyeToMouth.X);
        x *= Math.Max(eyeToEye.Length * 2.0, eyeToMouth.Length * 1.8) * scale / x.Length;
        Point y = new(-x.Y, x.X), c = face.Eyes + (eyeToMouth * drop);
        return [c - x - y, c - x + y, c + x + y, c + x - y];
    }

    /// <summary>Side of the quad in pixels of the photo.</summary>
    public static double Side(AlignedCrop crop) => (crop.Quad[3] - crop.Quad[0]).Length;

    /// <summary>By what whole number the photo is reduced before sampling.</summary>
    public static int Shrink(AlignedCrop crop) => Math.Max((int)Math.Floor(Side(crop) / crop.Size * 0.5), 1);

    /// <summary>Size of the photo after that.</summary>
    public static (int Width, int Height) Reduced(AlignedCrop crop, int shrink) =>
        shrink == 1
            ? (crop.SourceWidth, crop.SourceHeight)
            : (Round(crop.SourceWidth / (double)shrink), Round(crop.SourceHeight / (double)shrink));

    private static int Round(double value) => Math.Max((int)Math.Round(value, MidpointRounding.ToEven), 1);
}
