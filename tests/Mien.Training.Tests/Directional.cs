using Mien.Tensors;

namespace Mien.Training.Tests;

/// <summary>
/// Gradients against differences: along a random direction the derivative is the gradient's projection.
/// </summary>
internal static class Directional
{
    /// <summary>Checks a scalar of pictures [4, S, S, 3].</summary>
    /// <param name="loss">The scalar.</param>
    /// <param name="h">Half of the step, small enough for the kinks of its activations.</param>
    /// <param name="size">S</param>
    public static void Check(Func<Tensor, Tensor> loss, float h = 1e-2f, int size = 16)
    {
        using Tensor x = Tensor.Normal([4, size, size, 3], seed: 5),
            direction = Tensor.Normal([4, size, size, 3], seed: 6);
        float At(float t)
        {
            using Tensor moved = Tensor.From([.. x.ToArray().Zip(direction.ToArray(), (a, b) => a + (t * b))], x.Shape);
            using Tape inner = new();
            return loss(moved).Item;
        }

        using Tape tape = new();
        tape.Watch(x);
        tape.Backward(loss(x));
        float projected = tape.Gradient(x)!.ToArray().Zip(direction.ToArray(), (a, b) => a * b).Sum();
        ((At(h) - At(-h)) / (2 * h)).ShouldBe(projected, Math.Max(1e-3f, 0.03f * Math.Abs(projected)));
    }
}
