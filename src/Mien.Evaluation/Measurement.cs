using Mien.Evaluation.Judging;

namespace Mien.Evaluation;

/// <summary>How one picture joins the appearance of one portrait with the expression of another.</summary>
/// <param name="Transferred">1 − |e(result) − e(E)| / |e(A) − e(E)|: 0 for the appearance unchanged, 1 for the whole
/// expression.</param>
/// <param name="Kept">1 − |i(result) − i(A)| / |i(E) − i(A)|: 1 for the same person, 0 for the other.</param>
/// <param name="Pose">Change of yaw and pitch, degrees: the length of both.</param>
/// <param name="Seconds">Time for the pair, both inversions counted in.</param>
public sealed record Measurement(double Transferred, double Kept, double Pose, double Seconds)
{
    /// <summary>
    /// Peak signal-to-noise ratio of the face against what should have come out, dB: the appearance portrait drawn with
    /// the other's expression. NaN where the picture is another portrait's, or that very one.
    /// </summary>
    public double TruthPsnr { get; init; } = double.NaN;

    /// <summary>
    /// The harmonic mean of <see cref="Transferred"/> and <see cref="Kept"/>; 0 if either is not above 0.
    /// </summary>
    public double H => Transferred > 0 && Kept > 0 ? 2 * Transferred * Kept / (Transferred + Kept) : 0;

    /// <summary>Measures a result.</summary>
    /// <param name="appearance">What the estimator tells of the appearance portrait, standardised.</param>
    /// <param name="expression">Of the expression portrait.</param>
    /// <param name="result">Of the result.</param>
    /// <param name="deviations">Standard deviations of the parameters, in their own units.</param>
    /// <param name="seconds">Time.</param>
    public static Measurement Of(
        float[] appearance, float[] expression, float[] result, IReadOnlyList<float> deviations, double seconds)
    {
        Range e = PortraitParameters.OfExpression, i = PortraitParameters.OfIdentity, pose = PortraitParameters.OfPose;
        double[] turned = [.. Enumerable.Range(0, result.Length)
            .Select(p => (double)(result[p] - appearance[p]) * deviations[p])];
        return new(
            1 - (Distance(result[e], expression[e]) / Distance(appearance[e], expression[e])),
            1 - (Distance(result[i], appearance[i]) / Distance(expression[i], appearance[i])),
            Math.Sqrt(turned[pose][..2].Sum(d => d * d)),
            seconds);
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum());
}
