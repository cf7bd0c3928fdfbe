using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Transfer;

/// <summary>A face cut out of its photo in the model's frame.</summary>
/// <param name="Path">The file.</param>
/// <param name="Photo">The whole picture.</param>
/// <param name="Crop">The face at the model's size.</param>
/// <param name="Geometry">Where the crop was; null if the picture was a crop already.</param>
public sealed record AlignedFace(string Path, Image Photo, Image Crop, AlignedCrop? Geometry)
{
    /// <summary>Finds the face in a photo and cuts it out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">The model's size in pixels.</param>
    /// <param name="detector">Finds faces.</param>
    /// <param name="choice">Which face.</param>
    /// <param name="frame">The square that the model sees faces in.</param>
    /// <exception cref="ImageFileException">The file cannot be read.</exception>
    /// <exception cref="NoFaceException">There is no such face.</exception>
    public static AlignedFace Cut(string path, int size, FaceDetector detector, FaceChoice choice, FaceFrame frame = FaceFrame.Ffhq)
    {
        Image photo = Image.Read(path);
        Face face = choice.From(detector.Find(photo), path);
        AlignedCrop geometry = AlignedCrop.Of(photo, face.Landmarks, size, frame);
        return new(path, photo, geometry.Cut(photo), geometry);
    }

    /// <summary>Takes a square picture as the crop itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">The model's size in pixels.</param>
    /// <exception cref="ArgumentException">The picture is not square.</exception>
    public static AlignedFace Whole(string path, int size)
    {
        Image photo = Image.Read(path);
        if (photo.Width != photo.Height)
        {
            throw new ArgumentException($"{path}: an aligned crop is square, this picture has {photo.Width}×{photo.Height} px; leave --aligned out");
        }

        return new(path, photo, photo.Width == size ? photo : photo.Resize(size, size), null);
    }
}
