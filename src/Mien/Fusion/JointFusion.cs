using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Fusion;

/// <summary>
/// The method that the paper tries and rejects because it leaves artefacts (Yang and Lim 2019, section 3.3): style
/// vectors that minimise the joint objective, by Adam from those of the appearance. Kept to compare with.
/// </summary>
/// <param name="steps">Steps of Adam, 1 or more.</param>
/// <param name="rate">The learning rate.</param>
internal sealed class JointFusion(int steps, LearningRate rate) : IFusionSearch
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    public SearchResult Run(
        FusionObjective objective, float[] appearance, float[] expression, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (steps < 1)
        {
            throw new ArgumentException($"steps must be 1 or more, not {steps}");
        }

        using Tensor styles = Tensor.From(appearance, [1, objective.Layers, appearance.Length / objective.Layers]);
        using Adam adam = new([styles]);
        List<float> curve = [];
        for (int step = 0; step <= steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using Tape tape = new();
            tape.Watch(styles);
            (_, _, Tensor total) = objective.Evaluate(styles);
            curve.Add(total.Item);
            progress?.Report(
                new("minimising the joint objective", step, steps) { Values = [("objective", total.Item)] });
            if (step < steps)
            {
                tape.Backward(total);
                adam.Step(tape, rate.At(step, steps));
            }
        }

        return new() { Styles = styles.ToArray(), Curve = curve };
    }
}
