using System.Numerics.Tensors;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Tensor = Mien.Tensors.Tensor;

namespace Mien.Training.Generators;

/// <summary>
/// R1: γ / 2 · the mean of |∇ₓ D(x)|² (Mescheder et al. 2018, equation 9), for an engine with first derivatives. With
/// v = ∇ₓ D(x) held fixed, the gradient of |∇ₓ D|² with respect to weights is that of 2 ∇ₓ D · v, whose directional
/// derivative is taken by a central difference.
/// </summary>
internal static class GradientPenalty
{
    /// <summary>A scalar whose value and whose gradient with respect to weights are those of R1.</summary>
    /// <param name="opinion">D: [N, …] → [N, 1].</param>
    /// <param name="images">x: drawn pictures, [N, S, S, 3].</param>
    /// <param name="gamma">γ</param>
    /// <param name="step">Length of the difference along v, in the unit of pixels' norm.</param>
    public static Tensor R1(Func<Tensor, Tensor> opinion, Tensor images, float gamma, float step = 0.05f)
    {
        int items = images.Shape[0];
        float[] v = Gradient(opinion, images);
        float[] ahead = images.ToArray(), behind = images.ToArray(), weights = new float[items];
        int length = v.Length / items;
        double square = 0;
        for (int i = 0; i < items; i++)
        {
            Span<float> direction = v.AsSpan(i * length, length);
            float norm = TensorPrimitives.Norm<float>(direction);
            square += norm * (double)norm;
            if (norm > 0)
            {
                TensorPrimitives.MultiplyAdd(
                    direction, step / norm, ahead.AsSpan(i * length, length), ahead.AsSpan(i * length, length));
                TensorPrimitives.MultiplyAdd(
                    direction, -step / norm, behind.AsSpan(i * length, length), behind.AsSpan(i * length, length));
                weights[i] = gamma * norm / (2 * step * items); // γ/2 · 2 |v| (D⁺ − D⁻) / (2 step), mean over items
            }
        }

        using Tensor plus = Tensor.From(ahead, images.Shape), minus = Tensor.From(behind, images.Shape),
            w = Tensor.From(weights, [items, 1]);
        Tensor r1 = opinion(plus).Minus(opinion(minus)).Times(w).Sum();

        // Only the gradient is of use in r1: about twice the penalty. The constant makes the value right.
        return r1.Plus((float)(gamma / 2 * square / items) - r1.Item);
    }

    private static float[] Gradient(Func<Tensor, Tensor> opinion, Tensor images)
    {
        using Tape tape = new();
        using Tensor x = images.Clone();
        tape.Watch(x);
        tape.Backward(opinion(x).Sum());
        return tape.Gradient(x)!.ToArray();
    }
}
