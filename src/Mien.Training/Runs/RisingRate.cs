namespace Mien.Training.Runs;

/// <summary>
/// A learning rate that depends on the step alone, so that a run may end at any time: it rises to its height over the
/// first steps, and falls with one over the root of the steps later.
/// </summary>
/// <param name="Height">The largest rate.</param>
/// <param name="Rise">Steps until the largest rate, 1 or more.</param>
/// <param name="Hold">Steps until the rate falls, 1 or more.</param>
public sealed record RisingRate(float Height, int Rise = 100, int Hold = 2000)
{
    /// <summary>The rate of a step, counted from 0.</summary>
    public float At(int step) => Height * Math.Min(1, (step + 1f) / Rise) * MathF.Sqrt(Hold / MathF.Max(step, Hold));
}
