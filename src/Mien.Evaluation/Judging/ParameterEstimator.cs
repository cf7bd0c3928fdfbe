using Mien.Checkpoints;
using Mien.Faces.Alignment;
using Mien.Faces.Images;
using Mien.Models;
using Mien.Networks.Keypoints;
using Mien.Tensors;

namespace Mien.Evaluation.Judging;

/// <summary>
/// Tells identity, expression and pose from the aligned crop of a portrait: the judge of transfers, learnt apart from
/// the networks that make them.
/// </summary>
public sealed class ParameterEstimator : IDisposable
{
    private const string Mean = "scale.mean";
    private const string Deviation = "scale.deviation";

    private readonly KeypointEncoder _encoder;

    internal ParameterEstimator(KeypointEncoder encoder, ParameterScale scale)
    {
        _encoder = encoder;
        Scale = scale;
    }

    /// <summary>Width and height of the crops that it looks at, pixels.</summary>
    public int Size => _encoder.Size;

    internal ParameterScale Scale { get; }

    /// <summary>Reads an estimator.</summary>
    /// <param name="path">A file that the training of estimators wrote.</param>
    /// <exception cref="CheckpointException">The file holds no estimator of this version's parameters.</exception>
    public static ParameterEstimator Read(string path)
    {
        using Checkpoint file = Checkpoint.Open(path);
        float[] mean = file[Mean].ToArray(), deviation = file[Deviation].ToArray();
        if (mean.Length != PortraitParameters.Count || deviation.Length != mean.Length)
        {
            throw new CheckpointException(
                path, Mean, $"the estimator tells {mean.Length} parameters, portraits have {PortraitParameters.Count}: train another");
        }

        KeypointEncoder encoder = KeypointEncoder.Read(file);
        if (encoder.Architecture.Outputs != PortraitParameters.OfFace)
        {
            encoder.Dispose();
            throw new CheckpointException(
                path, "", $"the network tells {encoder.Architecture.Outputs} numbers, an estimator {PortraitParameters.OfFace}");
        }

        return new(encoder, new(mean, deviation));
    }

    /// <summary>
    /// The parameters of a face, with mean 0 and standard deviation 1 over portraits. The face is looked at where it
    /// was found, cut out anew by the landmarks that are seen there, which lie nearer to the truth, and looked at
    /// again.
    /// </summary>
    /// <param name="picture">The picture with the face.</param>
    /// <param name="found">Where the face is, for crops of any size and frame.</param>
    /// <returns>[<see cref="PortraitParameters.OfFace"/>]</returns>
    /// <exception cref="ArgumentException">The picture has another size than the one that the geometry is
    /// of.</exception>
    public float[] Estimate(Image picture, AlignedCrop found)
    {
        AlignedCrop crop = AlignedCrop.Of(picture, found.Landmarks, Size); // whatever frame it was found in
        (float[] numbers, float[] points) = Look(picture, crop);
        Point[] seen = Landmarks(points, crop);
        double ratio = Width(seen) / Width(found.Landmarks);
        // else no face was seen
        return ratio is > 0.5 and < 2 ? Look(picture, AlignedCrop.Of(picture, seen, Size)).Numbers : numbers;

        static double Width(IReadOnlyList<Point> landmarks) => landmarks.Max(p => p.X) - landmarks.Min(p => p.X);
    }

    /// <summary>
    /// What is told from a crop and from its mirror image, on average: what is seen in one and not in the other is
    /// likely an error.
    /// </summary>
    /// <param name="crop">[1, <see cref="Size"/>, <see cref="Size"/>, 3] in [−1, 1].</param>
    /// <returns>Standardised parameters, [<see cref="PortraitParameters.OfFace"/>], and the points of the face, [140]:
    /// how far each lies to the right, then how far down.</returns>
    internal (float[] Numbers, float[] Points) Look(Tensor crop)
    {
        using Tape tape = new();
        using Tensor mirrored = crop.Clone();
        Mirroring.Flip(mirrored.WritableSpan, Size);
        (Tensor numbers, Tensor points) = _encoder.Forward(crop);
        (Tensor otherNumbers, Tensor otherPoints) = _encoder.Forward(mirrored);
        float[] back = Scale.Mirrored(otherNumbers.Span), pointsBack = otherPoints.ToArray();
        Mirroring.Exchange(pointsBack);
        return ([.. numbers.ToArray().Zip(back, (a, b) => (a + b) / 2)],
            [.. points.ToArray().Zip(pointsBack, (a, b) => (a + b) / 2)]);
    }

    private (float[] Numbers, float[] Points) Look(Image picture, AlignedCrop geometry)
    {
        using Tensor crop = Pixels.ToTensor(geometry.Cut(picture));
        return Look(crop);
    }

    // The 68 landmarks in pixels of the picture.
    private static Point[] Landmarks(float[] points, AlignedCrop crop)
    {
        Affine transform = crop.Transform;
        return [.. Enumerable.Range(0, KeypointEncoder.Landmarks)
            .Select(p => transform.Apply(new(Pixel(points[p]), Pixel(points[KeypointEncoder.PointsOfFace + p]))))];

        double Pixel(float place) => ((place + 1) * crop.Size / 2.0) - 0.5;
    }

    /// <summary>The true parameters of a portrait's face in the same scale.</summary>
    public float[] Standardised(Portraits.Portrait portrait)
    {
        float[] standardised = new float[PortraitParameters.OfFace];
        Scale.Standardise(PortraitParameters.Of(portrait), standardised);
        return standardised;
    }

    /// <summary>Standard deviation of each parameter of the face over portraits, in its own unit.</summary>
    public IReadOnlyList<float> Deviations => [.. Scale.Deviation.Take(PortraitParameters.OfFace)];

    /// <summary>Writes the estimator, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="type">The numbers' type.</param>
    internal void Write(string path, TensorType type) => _encoder.Write(path,
    [
        CheckpointTensor.From(Mean, [Scale.Mean.Count], [.. Scale.Mean]),
        CheckpointTensor.From(Deviation, [Scale.Deviation.Count], [.. Scale.Deviation]),
    ], type);

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _encoder.Dispose();
}
