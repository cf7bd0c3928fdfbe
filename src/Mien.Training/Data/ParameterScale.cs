namespace Mien.Training.Data;

/// <summary>Mean and standard deviation of each parameter over many portraits.</summary>
internal sealed class ParameterScale
{
    private const int Portraits = 4096;

    private readonly float[] _mean;
    private readonly float[] _deviation;

    private ParameterScale(float[] mean, float[] deviation)
    {
        _mean = mean;
        _deviation = deviation;
    }

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

    /// <summary>The first parameters of a vector with mean 0 and standard deviation 1.</summary>
    public void Standardise(ReadOnlySpan<float> vector, Span<float> standardised)
    {
        for (int p = 0; p < standardised.Length; p++)
        {
            standardised[p] = (vector[p] - _mean[p]) / _deviation[p];
        }
    }
}
