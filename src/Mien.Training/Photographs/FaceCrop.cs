using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Training.Photographs;

/// <summary>A face cut out of a photograph, as a set keeps it.</summary>
/// <param name="Pixels">[S, S, 3].</param>
/// <param name="Inside">[S, S]: 255 where the photograph is, 0 where the crop reaches beyond it.</param>
/// <param name="Landmarks">[136], −1 to 1 over the crop.</param>
internal sealed record FaceCrop(ReadOnlyMemory<byte> Pixels, byte[] Inside, float[] Landmarks)
{
    /// <summary>Cuts a face out.</summary>
    public static (FaceCrop Face, Image Crop) Of(Image photo, Face face, PhotographFrame frame)
    {
        int size = frame.Size;
        AlignedCrop geometry = AlignedCrop.Of(photo, face.Landmarks, size, frame.Frame);
        Image crop = geometry.Cut(photo);
        Affine toPhoto = geometry.Transform, toCrop = toPhoto.Inverse();
        byte[] inside = new byte[size * size];
        for (int i = 0; i < inside.Length; i++)
        {
            Point at = toPhoto.Apply(new(i % size, i / size));
            inside[i] = at.X >= 0 && at.Y >= 0 && at.X <= photo.Width - 1 && at.Y <= photo.Height - 1
                ? (byte)255 : (byte)0;
        }

        Point[] places = [.. face.Landmarks.Select(toCrop.Apply)];
        float Place(double pixel) => (float)((2 * (pixel + 0.5) / size) - 1);
        return (new(crop.Pixels, inside, [.. places.Select(p => Place(p.X)), .. places.Select(p => Place(p.Y))]), crop);
    }
}
