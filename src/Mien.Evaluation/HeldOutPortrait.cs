using Mien.Evaluation.Judging;
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Portraits;
using Mien.Portraits.Rendering;
using Mien.Transfer;

namespace Mien.Evaluation;

/// <summary>A portrait that nothing was trained on, found and cut out as a photo is.</summary>
/// <param name="Truth">The portrait.</param>
/// <param name="Face">Its face.</param>
/// <param name="Estimate">What the estimator tells from it, standardised.</param>
internal sealed record HeldOutPortrait(Portrait Truth, AlignedFace Face, float[] Estimate)
{
    /// <summary>Draws a portrait and finds its face; null if none is found.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="photoSize">Pixels of the picture.</param>
    /// <param name="cropSize">Pixels of the crop.</param>
    /// <param name="frame">The square that the model sees faces in.</param>
    /// <param name="renderer">Draws.</param>
    /// <param name="detector">Finds.</param>
    /// <param name="estimator">Judges.</param>
    public static HeldOutPortrait? Draw(
        ulong seed, int photoSize, int cropSize, FaceFrame frame, PortraitRenderer renderer, FaceDetector detector,
        ParameterEstimator estimator)
    {
        Portrait truth = PortraitSampler.Sample(seed);
        Image photo = Drawn(truth, photoSize, renderer);
        IReadOnlyList<Face> faces = detector.Find(photo);
        if (faces.Count == 0)
        {
            return null;
        }

        string name = $"portrait {seed}";
        AlignedCrop geometry = AlignedCrop.Of(photo, FaceChoice.Largest.From(faces, name).Landmarks, cropSize, frame);
        return new(truth, new(name, photo, geometry.Cut(photo), geometry), estimator.Estimate(photo, geometry));
    }

    /// <summary>What a transfer should give: this portrait with the expression of another.</summary>
    public Image With(Expression expression, PortraitRenderer renderer)
        => Drawn(Truth with { Expression = expression }, Face.Photo.Width, renderer);

    /// <summary>The face in a picture of this portrait's size.</summary>
    public Image Crop(Image picture) => Face.Geometry!.Cut(picture);

    /// <summary>
    /// What the estimator tells of a picture of this portrait's size, from the place where its face is.
    /// </summary>
    public float[] Judge(ParameterEstimator estimator, Image picture) => estimator.Estimate(picture, Face.Geometry!);

    private static Image Drawn(Portrait portrait, int size, PortraitRenderer renderer)
    {
        byte[] pixels = new byte[size * size * 3];
        renderer.Render(portrait, size, Framing.Portrait, pixels);
        return new(size, size, pixels);
    }
}
