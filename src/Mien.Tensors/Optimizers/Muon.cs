using System.Numerics.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Tensors.Optimizers;

/// <summary>
/// Momentum whose direction is made orthogonal (Jordan et al. 2024): of the momentum matrix U S Vᵀ the step takes U Vᵀ,
/// so that what seldom shows in the gradient is learnt as fast as what always does. A parameter is the matrix of its
/// first axis by all others. The root mean square of a step is 0.2 · rate, about that of <see cref="Adam"/>, so that
/// rates carry over (Liu et al. 2025, arXiv 2502.16982, equation 4).
/// </summary>
public sealed class Muon : Optimizer
{
    private const float Match = 0.2f;
    private const int Iterations = 5;

    // The quintic iteration X ← a X + (b A + c A²) X, A = X Xᵀ, brings singular values from 0.001 … 1 to 0.7 … 1.2.
    private const float A = 3.4445f, B = -4.775f, C = 2.0315f;

    private readonly float _momentum;

    /// <summary>Starts at rest.</summary>
    /// <param name="parameters">Float32 tensors of two axes or more, which stay the caller's.</param>
    /// <param name="momentum">0 to below 1, in Nesterov's form.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is out of range.</exception>
    /// <exception cref="ArgumentException">A parameter has fewer than two axes.</exception>
    public Muon(IReadOnlyList<Tensor> parameters, float momentum = 0.95f)
        : base(parameters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(momentum, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(momentum, 1);
        if (parameters.FirstOrDefault(p => p.Shape.Rank < 2) is { } vector)
        {
            throw new ArgumentException(
                $"Muon: a parameter is a matrix or more, not {vector.Shape}", nameof(parameters));
        }

        _momentum = momentum;
        Remember();
    }

    /// <inheritdoc/>
    protected override void Update(int parameter, ReadOnlySpan<float> gradient, Span<float> value, float rate)
    {
        Span<float> u = Memory(0, parameter);
        TensorPrimitives.Lerp(gradient, u, _momentum, u); // u ← μ u + (1 − μ) g
        int rows = Parameters[parameter].Shape[0], columns = value.Length / rows;
        using Tape scope = new(); // frees what the iteration leaves
        using Tensor direction = new([rows, columns]);
        TensorPrimitives.Lerp(gradient, u, _momentum, direction.WritableSpan);
        float norm = TensorPrimitives.Norm(direction.Span);
        if (norm > 0)
        {
            TensorPrimitives.Divide(direction.Span, norm, direction.WritableSpan);
            Tensor orthogonal = Orthogonal(direction);
            TensorPrimitives.MultiplyAdd(
                orthogonal.Span, -rate * Match * MathF.Sqrt(Math.Max(rows, columns)), value, value);
        }
    }

    // The largest singular value at most 1 → U Vᵀ, about. As X is only ever multiplied by polynomials of its Gram
    // matrix, those are all that is iterated: Q = a + b A + c A², A ← Q² A, P ← Q P, at the end P X. Dense multiplies
    // with the transpose, which all of these but X are themselves.
    private static Tensor Orthogonal(Tensor x)
    {
        Tensor turned = x.Permute(1, 0);
        bool wide = x.Shape[0] <= x.Shape[1];
        Tensor gram = wide ? x.Dense(x) : turned.Dense(turned);
        Tensor? product = null;
        for (int i = 0; i < Iterations; i++)
        {
            Tensor q = gram.Times(B).Plus(gram.Dense(gram).Times(C));
            AddToDiagonal(q, A);
            product = product?.Dense(q) ?? q;
            gram = i + 1 < Iterations ? gram.Dense(q).Dense(q) : gram;
        }

        return wide ? product!.Dense(turned) : x.Dense(product!);
    }

    private static void AddToDiagonal(Tensor square, float addend)
    {
        Span<float> values = square.WritableSpan;
        for (int i = 0; i < values.Length; i += square.Shape[0] + 1)
        {
            values[i] += addend;
        }
    }
}
