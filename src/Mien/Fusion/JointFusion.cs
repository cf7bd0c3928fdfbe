using Mien.Models;
using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Fusion;

/// <summary>
/// The method that the paper tries and rejects because it leaves artefacts (Yang and Lim 2019, section 3.3): style vectors
/// that minimise the joint objective, by Adam. Kept to compare with.
/// </summary>
public static class JointFusion
{
    /// <summary>Minimises the objective from given style vectors.</summary>
    /// <param name="model">Gives the sizes.</param>
    /// <param name="objective">D1 + λ · D2.</param>
    /// <param name="start">[L, W]</param>
    /// <param name="steps">Steps of Adam, 1 or more.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="progress">Is told before each step: done, of how many, and the objective.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>Style vectors [L, W], and the objective before each step and after the last.</returns>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    public static (float[] Styles, float[] Curve) Minimize(
        FaceModel model, FusionObjective objective, float[] start, int steps, LearningRate rate,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (steps < 1)
        {
            throw new ArgumentException($"steps must be 1 or more, not {steps}");
        }

        using Tensor styles = Tensor.From(start, [1, model.Generator.Layers, model.Generator.StyleLength]);
        using Adam adam = new([styles]);
        List<float> curve = [];
        for (int step = 0; step <= steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using Tape tape = new();
            tape.Watch(styles);
            (_, _, Tensor total) = objective.Evaluate(styles);
            curve.Add(total.Item);
            progress?.Report(new("minimising the joint objective", step, steps) { Values = [("objective", total.Item)] });
            if (step < steps)
            {
                tape.Backward(total);
                adam.Step(tape, rate.At(step, steps));
            }
        }

        return (styles.ToArray(), [.. curve]);
    }
}
