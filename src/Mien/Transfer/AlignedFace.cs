using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Models;

namespace Mien.Transfer;

/// <summary>A face cut out of its photo in the model's frame.</summary>
/// <param name="Path">The file.</param>
/// <param name="Photo">The whole picture.</param>
/// <param name="Crop">The face at the model's size.</param>
/// <param name="Geometry">Where the crop was; null if the picture was a crop already.</param>
/// <param name="Found">The face that was found in it; null if none was looked for.</param>
public sealed record AlignedFace(string Path, Image Photo, Image Crop, AlignedCrop? Geometry, Face? Found = null)
{
    /// <summary>Finds the face in a photo and cuts it out as a model sees faces.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="detector">Finds faces.</param>
    /// <param name="choice">Which face; null for the largest.</param>
    /// <exception cref="ImageFileException">The file cannot be read.</exception>
    /// <exception cref="NoFaceException">There is no such face.</exception>
    public static AlignedFace Cut(string path, FaceModel model, FaceDetector detector, FaceChoice? choice = null)
        => Cut(path, model.Generator.Resolution, detector, choice ?? FaceChoice.Largest, model.Frame);

    /// <summary>Finds the face in a photo and cuts it out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">The model's size in pixels.</param>
    /// <param name="detector">Finds faces.</param>
    /// <param name="choice">Which face.</param>
    /// <param name="frame">The square that the model sees faces in.</param>
    /// <exception cref="ImageFileException">The file cannot be read.</exception>
    /// <exception cref="NoFaceException">There is no such face.</exception>
    public static AlignedFace Cut(
        string path, int size, FaceDetector detector, FaceChoice choice, FaceFrame frame = FaceFrame.Ffhq)
        => Cut(path, Image.Read(path), size, detector, choice, frame);

    /// <summary>Finds the face in a photo that was read before, and cuts it out.</summary>
    /// <param name="path">What messages call the photo.</param>
    /// <param name="photo">The photo.</param>
    /// <param name="size">The model's size in pixels.</param>
    /// <param name="detector">Finds faces.</param>
    /// <param name="choice">Which face.</param>
    /// <param name="frame">The square that the model sees faces in.</param>
    /// <exception cref="NoFaceException">There is no such face.</exception>
    public static AlignedFace Cut(
        string path, Image photo, int size, FaceDetector detector, FaceChoice choice, FaceFrame frame = FaceFrame.Ffhq)
        => Cut(path, photo, choice.From(detector.Find(photo), path), size, frame);

    /// <summary>Cuts out a face that was found before.</summary>
    /// <param name="path">What messages call the photo.</param>
    /// <param name="photo">The photo.</param>
    /// <param name="face">The face in it.</param>
    /// <param name="size">The model's size in pixels.</param>
    /// <param name="frame">The square that the model sees faces in.</param>
    public static AlignedFace Cut(string path, Image photo, Face face, int size, FaceFrame frame = FaceFrame.Ffhq)
    {
        AlignedCrop geometry = AlignedCrop.Of(photo, face.Landmarks, size, frame);
        return new(path, photo, geometry.Cut(photo), geometry, face);
    }

    /// <summary>The same face in a smaller copy of its photo, for a first look; the crop stays as it is.</summary>
    /// <param name="longest">The longer side of the copy, pixels, 16 or more; a photo that is no larger stays as it
    /// is, and a crop without a photo does.</param>
    public AlignedFace Reduced(int longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 16);
        double scale = (double)longest / Math.Max(Photo.Width, Photo.Height);
        if (scale >= 1 || Geometry is null)
        {
            return this;
        }

        Image copy = Photo.Resize(
            Math.Max(1, (int)Math.Round(Photo.Width * scale)), Math.Max(1, (int)Math.Round(Photo.Height * scale)));
        return this with { Photo = copy, Geometry = Geometry.In(copy) };
    }

    /// <summary>Takes a square picture as the crop itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">The model's size in pixels.</param>
    /// <exception cref="ArgumentException">The picture is not square.</exception>
    public static AlignedFace Whole(string path, int size) => Whole(path, Image.Read(path), size);

    /// <summary>Takes a square picture that was read before as the crop itself.</summary>
    /// <param name="path">What messages call the picture.</param>
    /// <param name="photo">The picture.</param>
    /// <param name="size">The model's size in pixels.</param>
    /// <exception cref="ArgumentException">The picture is not square.</exception>
    public static AlignedFace Whole(string path, Image photo, int size)
    {
        if (photo.Width != photo.Height)
        {
            throw new ArgumentException(
                $"{path}: an aligned crop is square, this picture has {photo.Width}×{photo.Height} px");
        }

        return new(path, photo, photo.Width == size ? photo : photo.Resize(size, size), null);
    }
}
