using Mien.Directions;
using Mien.Evaluation.Judging;
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Generation;
using Mien.Networks;
using Mien.Tensors;

namespace Mien.Evaluation.Directions;

/// <summary>What the judge of transfers tells of the faces that a generator paints.</summary>
/// <param name="generator">The generator; stays the caller's.</param>
/// <param name="estimator">The judge; stays the caller's.</param>
/// <param name="detector">Finds faces; stays the caller's.</param>
public sealed class FaceReading(StyleGenerator generator, ParameterEstimator estimator, FaceDetector detector)
{
    private const int LeastSize = 256; // pixels, so that small faces are found

    /// <summary>
    /// Standard deviation of each attribute over drawn portraits, in its unit, its parameters taken to vary by
    /// themselves.
    /// </summary>
    public IReadOnlyList<float> Deviations
        => [.. FaceTrait.All.Select(
            t => MathF.Sqrt(t.Weights.Sum(w => MathF.Pow(w.Weight * estimator.Scale.Deviation[w.Parameter], 2))))];

    /// <summary>
    /// Samples of a generator with what the judge tells of them; pictures in which no face is found are left out.
    /// </summary>
    /// <param name="samples">How many to paint.</param>
    /// <param name="seed">Chooses them.</param>
    /// <param name="psi">Truncation ψ.</param>
    /// <param name="progress">Is told after each.</param>
    /// <param name="cancellation">Stops between two.</param>
    /// <exception cref="ArgumentException">Hardly any face is found: these are not pictures of faces.</exception>
    public LabelledStyles Label(
        int samples, int seed = 0, float psi = 1, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        List<float[]> styles = [], labels = [];
        foreach (float[] style in UnlabelledDirections.Sample(generator, samples, seed, psi))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Find(Everywhere(style)) is { } found)
            {
                styles.Add(style);
                labels.Add(found.Values);
            }

            progress?.Report(new("looking at faces", styles.Count, samples));
        }

        return 2 * styles.Count >= samples
            ? new(styles, labels, [.. FaceTrait.All.Select(a => a.Trait)])
            : throw new ArgumentException(
                $"a face is found in {styles.Count} of {samples} pictures only: the judge cannot tell what this generator paints");
    }

    /// <summary>
    /// The face that style vectors [L, W] paint, and its attributes, each in its unit; null if no face is found.
    /// </summary>
    internal (Image Picture, AlignedCrop Place, float[] Values)? Find(float[] styles)
    {
        Image picture = Paint(styles);
        if (detector.Find(picture) is not [{ } face, ..])
        {
            return null;
        }

        AlignedCrop place = AlignedCrop.Of(picture, face.Landmarks, estimator.Size);
        return (picture, place, Values(picture, place));
    }

    /// <summary>The attributes of the face that style vectors paint, looked for where another one was.</summary>
    internal float[] Values(float[] styles, AlignedCrop place) => Values(Paint(styles), place);

    private float[] Values(Image picture, AlignedCrop place)
    {
        float[] standardised = estimator.Estimate(picture, place);
        float[] parameters = [.. standardised.Select(
            (v, i) => (v * estimator.Scale.Deviation[i]) + estimator.Scale.Mean[i])];
        return [.. FaceTrait.All.Select(a => a.Value(parameters))];
    }

    /// <summary>A style vector for all layers: [L, W].</summary>
    internal float[] Everywhere(float[] style) => [.. Enumerable.Repeat(style, generator.Layers).SelectMany(v => v)];

    private Image Paint(float[] styles)
    {
        Image painted = GeneratedPicture.OfStyles(generator, styles, new() { Precision = Precision.Auto }).Picture;
        return painted.Width >= LeastSize ? painted : painted.Resize(LeastSize, LeastSize);
    }
}
