namespace Mien.Evaluation.Judging;

/// <summary>
/// How much of the parameters' variance over held-out portraits a network tells from their pictures: R², 1 for all,
/// averaged over the parameters of each kind.
/// </summary>
/// <param name="Portraits">How many portraits.</param>
/// <param name="Identity">Of the identity.</param>
/// <param name="Expression">Of the expression.</param>
/// <param name="Pose">Of the pose.</param>
/// <param name="Each">Of each parameter of the face; NaN for those that are the same in all of these portraits.</param>
public sealed record Determination(
    int Portraits, float Identity, float Expression, float Pose, IReadOnlyList<float> Each)
{
    /// <summary>Compares what was told with the truth.</summary>
    /// <param name="truth">[<see cref="PortraitParameters.OfFace"/>] for each portrait, 2 or more.</param>
    /// <param name="told">Likewise.</param>
    public static Determination Of(IReadOnlyList<float[]> truth, IReadOnlyList<float[]> told)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(truth.Count, 2);
        float[] each = [.. Enumerable.Range(0, PortraitParameters.OfFace).Select(p =>
        {
            double mean = truth.Average(t => (double)t[p]);
            double variance = truth.Average(t => Math.Pow(t[p] - mean, 2));
            double error = truth.Zip(told, (a, b) => Math.Pow(a[p] - b[p], 2)).Average();
            // a rare feature may be the same in all of a few portraits
            return variance > 1e-6 ? (float)(1 - (error / variance)) : float.NaN;
        })];
        float Mean(Range kind) => each[kind].Where(r => !float.IsNaN(r)).Average();
        return new(
            truth.Count, Mean(PortraitParameters.OfIdentity), Mean(PortraitParameters.OfExpression),
            Mean(PortraitParameters.OfPose), each);
    }
}
