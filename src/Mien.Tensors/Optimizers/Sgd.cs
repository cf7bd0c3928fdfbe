using System.Numerics.Tensors;

namespace Mien.Tensors.Optimizers;

/// <summary>Gradient descent with momentum μ: u ← μ u + g, x ← x − rate · u; without momentum u is g.</summary>
public sealed class Sgd : Optimizer
{
    private readonly float _momentum;

    /// <summary>Starts at rest.</summary>
    /// <param name="parameters">Float32 tensors, which stay the caller's.</param>
    /// <param name="momentum">0 to below 1; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is out of range.</exception>
    public Sgd(IReadOnlyList<Tensor> parameters, float momentum = 0)
        : base(parameters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(momentum, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(momentum, 1);
        _momentum = momentum;
        if (momentum != 0)
        {
            Remember();
        }
    }

    /// <inheritdoc/>
    protected override void Update(int parameter, ReadOnlySpan<float> gradient, Span<float> value, float rate)
    {
        if (_momentum == 0)
        {
            TensorPrimitives.MultiplyAdd(gradient, -rate, value, value);
            return;
        }

        Span<float> u = Memory(0, parameter);
        TensorPrimitives.MultiplyAdd(u, _momentum, gradient, u);
        TensorPrimitives.MultiplyAdd(u, -rate, value, value);
    }
}
