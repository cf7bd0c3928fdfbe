using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Faces.Native;

namespace Mien.Faces.Detection;

/// <summary>
/// dlib's detector and landmark model, loaded at the first use, once. May be used from several threads.
/// </summary>
/// <param name="path">Path of the 68-landmark model; null: the one that is found.</param>
internal sealed class FaceModels(string? path) : IDisposable
{
    private const int MostFaces = 256;

    private readonly Lazy<DetectorHandle> _detector = new(() => Load(path));

    /// <summary>Boxes of upright faces, most certain first.</summary>
    /// <param name="picture">Where to search.</param>
    /// <param name="upsampled">Whether at twice the size.</param>
    public unsafe NativeBox[] Boxes(Image picture, bool upsampled)
    {
        NativeBox[] boxes = new NativeBox[MostFaces];
        int count;
        fixed (byte* rgb = picture.Bytes)
        {
            fixed (NativeBox* to = boxes)
            {
                Shim.mien_detector_search(
                    _detector.Value, rgb, picture.Width, picture.Height, upsampled ? 1 : 0, MostFaces, to,
                    out count).OrThrow();
            }
        }

        return boxes[..count];
    }

    /// <summary>
    /// The landmarks of a face, and how far those from several boxes lie apart, in distances of the eyes.
    /// </summary>
    /// <param name="part">A picture in which the face stands upright.</param>
    /// <param name="box">The detector's box.</param>
    public (Point[] Landmarks, double Apart) Landmarks(Image part, FaceBox box)
    {
        Point[][] found = [.. LandmarkAgreement.Around(box).Select(one => FromBox(part, one))];
        return (LandmarkAgreement.Choose(found), LandmarkAgreement.Spread(found));
    }

    private unsafe Point[] FromBox(Image part, FaceBox face)
    {
        NativeBox box = new()
        {
            Left = (int)Math.Round(face.Left),
            Top = (int)Math.Round(face.Top),
            Right = (int)Math.Round(face.Left + face.Width - 1),
            Bottom = (int)Math.Round(face.Top + face.Height - 1),
        };
        int[] points = new int[FaceLandmarks.Count * 2];
        fixed (byte* rgb = part.Bytes)
        {
            fixed (int* to = points)
            {
                Shim.mien_detector_landmarks(_detector.Value, rgb, part.Width, part.Height, in box, to).OrThrow();
            }
        }

        return [.. Enumerable.Range(0, FaceLandmarks.Count).Select(i => new Point(points[2 * i], points[(2 * i) + 1]))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_detector.IsValueCreated)
        {
            _detector.Value.Dispose();
        }
    }

    private static DetectorHandle Load(string? path)
    {
        string? model = path ?? LandmarkModel.Found;
        if (!File.Exists(model))
        {
            string named = model is null ? "" : $"{model}: ";
            throw new FileNotFoundException(
                $"{named}the landmark model is missing; add the package Mien.Native.linux-x64 to the program, or install Debian's libdlib-data", model);
        }

        Shim.mien_detector_load(model, out DetectorHandle detector).OrThrow();
        return detector;
    }
}
