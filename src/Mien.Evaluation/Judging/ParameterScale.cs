namespace Mien.Evaluation.Judging;

/// <summary>Mean and standard deviation of each parameter over many portraits.</summary>
internal sealed class ParameterScale
{
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
}
