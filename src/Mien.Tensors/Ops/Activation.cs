using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>Functions of one element.</summary>
public static class Activation
{
    /// <summary>y = max(x, 0), in the shape and type of x.</summary>
    public static Tensor Relu(this Tensor x)
    {
        Tape tape = Tape.For("Relu", x);
        Tensor y = tape.New(x.Shape, x.DType);
        Elementwise.Map(x, y, default(ReluOf));
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Tensor ys = tape.Save(y);
        return tape.Record(y, dy => nx.Add(ReluGradient(dy, ys)));
    }

    /// <summary>y = gain · (x if x &gt; 0, else slope · x), in the shape and type of x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="slope">0 to 1.</param>
    /// <param name="gain">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Slope or gain out of range.</exception>
    public static Tensor LeakyRelu(this Tensor x, float slope = 0.2f, float gain = 1)
    {
        Tape tape = Tape.For("LeakyRelu", x);
        ArgumentOutOfRangeException.ThrowIfLessThan(slope, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slope, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(gain, 0);
        Tensor y = tape.New(x.Shape, x.DType);
        Elementwise.Map(x, y, new LeakyReluOf(slope, gain));
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Tensor ys = tape.Save(y);
        return tape.Record(y, dy =>
        {
            Tensor dx = new(dy.Shape, dy.DType);
            Elementwise.Map(dy, ys, dx, new LeakyReluGradientOf(slope, gain));
            nx.Add(dx);
        });
    }

    /// <summary>
    /// y = x, but at most <paramref name="limit"/> and at least its negative, in the shape and type of x; the gradient
    /// is 0 beyond.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="limit">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public static Tensor Clamp(this Tensor x, float limit)
    {
        Tape tape = Tape.For("Clamp", x);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, 0);
        Tensor y = tape.New(x.Shape, x.DType);
        Elementwise.Map(x, y, new ClampOf(limit));
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Tensor xs = tape.Save(x);
        return tape.Record(y, dy =>
        {
            Tensor dx = new(dy.Shape, dy.DType);
            Elementwise.Map(dy, xs, dx, new ClampGradientOf(limit));
            nx.Add(dx);
        });
    }

    /// <summary>y = log(1 + eˣ), in the shape of x, float32.</summary>
    public static Tensor Softplus(this Tensor x)
    {
        Tape tape = Tape.For("Softplus", x);
        Require.Float32("Softplus", x);
        Tensor y = tape.New(x.Shape, DType.Float32);
        Elementwise.Map(x, y, default(SoftplusOf));
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Tensor xs = tape.Save(x);
        return tape.Record(y, dy =>
        {
            Tensor dx = new(dy.Shape, DType.Float32);
            Elementwise.Map(dy, xs, dx, default(SoftplusGradientOf));
            nx.Add(dx);
        });
    }

    /// <summary>dy where y &gt; 0, else 0.</summary>
    internal static Tensor ReluGradient(Tensor dy, Tensor y)
    {
        Tensor dx = new(dy.Shape, dy.DType);
        Elementwise.Map(dy, y, dx, new LeakyReluGradientOf(0, 1));
        return dx;
    }

    // Not the leaky one with slope 0: infinity times 0 is not a number.
    private readonly struct ReluOf : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x) => Vector256.Max(x, Vector256<float>.Zero);
    }

    private readonly struct LeakyReluOf(float slope, float gain) : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x) => Vector256.MaxNative(x, x * slope) * gain;
    }

    private readonly struct LeakyReluGradientOf(float slope, float gain) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> dy, Vector256<float> y)
            => dy * Vector256.ConditionalSelect(
                Vector256.GreaterThan(y, Vector256<float>.Zero), Vector256.Create(gain),
                Vector256.Create(slope * gain));
    }

    // log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), which cannot overflow. What rounding takes from u = 1 + e, the factor
    // e / (u − 1) gives back, so that far below 0 the result is e and not 0.
    private readonly struct SoftplusOf : IUnary
    {
        public Vector256<float> Of(Vector256<float> x)
        {
            Vector256<float> e = Vector256.Exp(-Vector256.Abs(x)), u = Vector256<float>.One + e;
            Vector256<float> log = Vector256.Log(u) * e / (u - Vector256<float>.One);
            return Vector256.Max(x, Vector256<float>.Zero) + Vector256.ConditionalSelect(
                Vector256.Equals(u, Vector256<float>.One), e, log);
        }
    }

    private readonly struct SoftplusGradientOf : IBinary
    {
        public Vector256<float> Of(Vector256<float> dy, Vector256<float> x)
            => dy / (Vector256<float>.One + Vector256.Exp(-x));
    }

    private readonly struct ClampOf(float limit) : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x)
            // in this order a NaN stays one
            => Vector256.MinNative(Vector256.Create(limit), Vector256.MaxNative(Vector256.Create(-limit), x));
    }

    private readonly struct ClampGradientOf(float limit) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> dy, Vector256<float> x)
            => Vector256.AndNot(dy, Vector256.GreaterThan(Vector256.Abs(x), Vector256.Create(limit)));
    }
}
