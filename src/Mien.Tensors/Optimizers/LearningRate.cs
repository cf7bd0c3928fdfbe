namespace Mien.Tensors.Optimizers;

/// <summary>How the learning rate changes over a run.</summary>
/// <param name="Base">The rate at full height.</param>
/// <param name="RampUp">Share of the run, 0 to 1, over which the rate rises from 0, linearly.</param>
/// <param name="RampDown">Share of the run, 0 to 1, over which it falls to 0 along half a cosine.</param>
/// <remarks>Source: the projector of StyleGAN2 (Karras et al. 2020, appendix D): up over 5 %, down over 25 %.</remarks>
public sealed record LearningRate(float Base, float RampUp = 0, float RampDown = 0)
{
    /// <summary>The same rate throughout.</summary>
    public static LearningRate Constant(float rate) => new(rate);

    /// <summary>The rate of a step.</summary>
    /// <param name="step">0 to steps − 1.</param>
    /// <param name="steps">Length of the run, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A step outside of the run, or a share outside of 0 to
    /// 1.</exception>
    public float At(int step, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, steps);
        if (!(RampUp is >= 0 and <= 1 && RampDown is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(step), $"ramps are shares of the run, 0 to 1; got {RampUp} and {RampDown}");
        }

        double t = (double)step / steps;
        double down = RampDown == 0 ? 1 : Math.Min(1, (1 - t) / RampDown);
        down = 0.5 - (0.5 * Math.Cos(down * Math.PI));
        double up = RampUp == 0 ? 1 : Math.Min(1, t / RampUp);
        return (float)(Base * down * up);
    }
}
