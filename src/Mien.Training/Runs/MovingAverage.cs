namespace Mien.Training.Runs;

/// <summary>How fast the moving average of weights that learn forgets (Karras et al. 2018, section 4).</summary>
internal static class MovingAverage
{
    /// <summary>β of a step, counted from 0: small at first, so that the first weights are soon forgotten.</summary>
    /// <param name="step">The step.</param>
    /// <param name="batch">Pictures a step.</param>
    /// <param name="halfLife">Pictures after which a weight has lost half of its part.</param>
    public static float Decay(int step, int batch, float halfLife)
        => MathF.Min(MathF.Pow(0.5f, batch / halfLife), (step + 1f) / (step + 10f));
}
