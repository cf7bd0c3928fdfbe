using Mien.Evaluation.Judging;
using Mien.Tensors;

namespace Mien.Training.Data;

/// <summary>The scale of the judge's parameters over drawn portraits, and what is measured in it.</summary>
internal static class PortraitScale
{
    private const int Portraits = 4096;

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

    /// <summary>
    /// The parameters of portraits, [N, <see cref="PortraitParameters.OfFace"/>], with mean 0 and standard deviation 1.
    /// </summary>
    public static Tensor Truth(this ParameterScale scale, CropBatch batch)
    {
        int n = PortraitParameters.OfFace;
        Tensor truth = new([batch.Portraits.Count, n]);
        Span<float> rows = truth.WritableSpan;
        for (int i = 0; i < batch.Portraits.Count; i++)
        {
            scale.Standardise(PortraitParameters.Of(batch.Portraits[i]), rows.Slice(i * n, n));
        }

        return truth;
    }

    /// <summary>Measures what a network tells of held-out portraits.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="crops">Draws them.</param>
    /// <param name="tell">From pictures to parameters with mean 0 and standard deviation 1, on the open tape.</param>
    /// <param name="portraits">How many, 2 or more.</param>
    /// <param name="batchSize">How many at once.</param>
    public static Determination Measure(
        this ParameterScale scale, PortraitCrops crops, Func<CropBatch, Tensor> tell, int portraits, int batchSize)
    {
        List<float[]> truths = [], tolds = [];
        for (int first = 0; first < portraits; first += batchSize)
        {
            CropBatch batch = crops.HeldOut(first, Math.Min(batchSize, portraits - first));
            using Tape tape = new();
            using Tensor truth = scale.Truth(batch);
            truths.AddRange(truth.ToArray().Chunk(PortraitParameters.OfFace));
            tolds.AddRange(tell(batch).ToArray().Chunk(PortraitParameters.OfFace));
        }

        return Determination.Of(truths, tolds);
    }
}
