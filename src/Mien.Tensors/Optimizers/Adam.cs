using System.Numerics.Tensors;

namespace Mien.Tensors.Optimizers;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1): m̂ / (√v̂ + ε).</summary>
public sealed class Adam : Optimizer
{
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly float _epsilon;

    /// <summary>Starts with both means at 0.</summary>
    /// <param name="parameters">Float32 tensors, which stay the caller's.</param>
    /// <param name="beta1">Decay of the mean, 0 to below 1.</param>
    /// <param name="beta2">Decay of the mean square, 0 to below 1.</param>
    /// <param name="epsilon">Added to the root, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A decay or epsilon out of range.</exception>
    public Adam(IReadOnlyList<Tensor> parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(beta1, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(beta2, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta2, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(epsilon, 0);
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        Remember();
        Remember();
    }

    /// <inheritdoc/>
    protected override void Update(int parameter, ReadOnlySpan<float> gradient, Span<float> value, float rate)
    {
        Span<float> m = Memory(0, parameter), v = Memory(1, parameter);
        float correction1 = (float)(1 - Math.Pow(_beta1, StepsTaken)),
            correction2 = (float)Math.Sqrt(1 - Math.Pow(_beta2, StepsTaken));
        float step = rate / correction1;
        using Tensor scratch = new([value.Length]);
        Span<float> t = scratch.WritableSpan;

        TensorPrimitives.Multiply(m, _beta1, m); // m ← β₁ m + (1 − β₁) g
        TensorPrimitives.MultiplyAdd(gradient, 1 - _beta1, m, m);
        TensorPrimitives.Multiply(gradient, gradient, t);
        TensorPrimitives.Multiply(v, _beta2, v); // v ← β₂ v + (1 − β₂) g²
        TensorPrimitives.MultiplyAdd(t, 1 - _beta2, v, v);
        TensorPrimitives.Sqrt(v, t);
        TensorPrimitives.Divide(t, correction2, t);
        TensorPrimitives.Add(t, _epsilon, t);
        TensorPrimitives.Divide(m, t, t);
        TensorPrimitives.MultiplyAdd(t, -step, value, value);
    }
}
