using Mien.Tensors;

namespace Mien.Training.Data;

/// <summary>Mean and standard deviation of each parameter over many portraits.</summary>
internal sealed class ParameterScale
{
    private const int Portraits = 4096;

    private readonly float[] _mean;
    private readonly float[] _deviation;

    /// <param name="mean">[<see cref="PortraitParameters.Count"/>]</param>
    /// <param name="deviation">Likewise.</param>
    public ParameterScale(float[] mean, float[] deviation)
    {
        _mean = mean;
        _deviation = deviation;
    }

    /// <summary>Mean of each parameter.</summary>
    public IReadOnlyList<float> Mean => _mean;

    /// <summary>Standard deviation of each parameter.</summary>
    public IReadOnlyList<float> Deviation => _deviation;

    /// <summary>The scale of the parameters in a row of portraits.</summary>
    public static ParameterScale Of(PortraitCrops crops)
    {
        float[][] vectors = [.. Enumerable.Range(0, Portraits).Select(i => PortraitParameters.Of(crops.Portrait(i)))];
        float[] mean = new float[PortraitParameters.Count], deviation = new float[PortraitParameters.Count];
        for (int p = 0; p < mean.Length; p++)
        {
            double average = vectors.Average(v => (double)v[p]);
            mean[p] = (float)average;
            deviation[p] = (float)Math.Sqrt(vectors.Average(v => Math.Pow(v[p] - average, 2)));
        }

        return new(mean, deviation);
    }

    /// <summary>The parameters of the face with mean 0 and standard deviation 1.</summary>
    /// <param name="vector">All parameters of a portrait.</param>
    /// <param name="standardised">[<see cref="PortraitParameters.OfFace"/>]</param>
    public void Standardise(ReadOnlySpan<float> vector, Span<float> standardised)
    {
        for (int p = 0; p < standardised.Length; p++)
        {
            standardised[p] = (vector[p] - _mean[p]) / _deviation[p];
        }
    }

    /// <summary>From standardised parameters of the face in a mirrored picture to those in the picture.</summary>
    public float[] Mirrored(ReadOnlySpan<float> standardised)
    {
        float[] mirrored = new float[standardised.Length];
        for (int p = 0; p < mirrored.Length; p++)
        {
            (int from, int sign) = PortraitParameters.Mirror[p];
            mirrored[p] = ((sign * ((standardised[from] * _deviation[from]) + _mean[from])) - _mean[p]) / _deviation[p];
        }

        return mirrored;
    }

    /// <summary>The parameters of portraits, [N, <see cref="PortraitParameters.OfFace"/>], with mean 0 and standard deviation 1.</summary>
    public Tensor Truth(CropBatch batch)
    {
        int n = PortraitParameters.OfFace;
        Tensor truth = new([batch.Portraits.Count, n]);
        Span<float> rows = truth.WritableSpan;
        for (int i = 0; i < batch.Portraits.Count; i++)
        {
            Standardise(PortraitParameters.Of(batch.Portraits[i]), rows.Slice(i * n, n));
        }

        return truth;
    }

    /// <summary>Measures what a network tells of held-out portraits.</summary>
    /// <param name="crops">Draws them.</param>
    /// <param name="tell">From pictures to parameters with mean 0 and standard deviation 1, on the open tape.</param>
    /// <param name="portraits">How many, 2 or more.</param>
    /// <param name="batchSize">How many at once.</param>
    public Determination Measure(PortraitCrops crops, Func<CropBatch, Tensor> tell, int portraits, int batchSize)
    {
        List<float[]> truths = [], tolds = [];
        for (int first = 0; first < portraits; first += batchSize)
        {
            CropBatch batch = crops.HeldOut(first, Math.Min(batchSize, portraits - first));
            using Tape tape = new();
            using Tensor truth = Truth(batch);
            truths.AddRange(truth.ToArray().Chunk(PortraitParameters.OfFace));
            tolds.AddRange(tell(batch).ToArray().Chunk(PortraitParameters.OfFace));
        }

        return Determination.Of(truths, tolds);
    }
}
