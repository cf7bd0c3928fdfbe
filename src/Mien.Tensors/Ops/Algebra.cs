using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>
/// Sums and products of tensors of one type. The second operand may lack leading axes: [C] or [W, C] stands for every
/// [N, …] of the first.
/// </summary>
public static class Algebra
{
    /// <summary>a + b.</summary>
    /// <exception cref="ArgumentException">b's axes are not the last axes of a, or the types differ.</exception>
    public static Tensor Plus(this Tensor a, Tensor b)
        => Combine("Plus", a, b, new Weighted(1, 1), new Scaled(1), new Scaled(1));

    /// <summary>a − b.</summary>
    /// <exception cref="ArgumentException">b's axes are not the last axes of a, or the types differ.</exception>
    public static Tensor Minus(this Tensor a, Tensor b)
        => Combine("Minus", a, b, new Weighted(1, -1), new Scaled(1), new Scaled(-1));

    /// <summary>a + t · (b − a): 0 gives a, 1 gives b; truncation ψ is <c>w.Lerp(mean, 1 − ψ)</c>.</summary>
    /// <exception cref="ArgumentException">b's axes are not the last axes of a, or the types differ.</exception>
    public static Tensor Lerp(this Tensor a, Tensor b, float t)
        => Combine("Lerp", a, b, new Weighted(1 - t, t), new Scaled(1 - t), new Scaled(t));

    /// <summary>a · b, element by element.</summary>
    /// <exception cref="ArgumentException">b's axes are not the last axes of a, or the types differ.</exception>
    public static Tensor Times(this Tensor a, Tensor b)
    {
        Tape tape = Tape.For("Times", a, b);
        Tensor y = Rows("Times", tape, a, b, default(Product));
        GradientNode? na = tape.NodeOf(a), nb = tape.NodeOf(b);
        if (na is null && nb is null)
        {
            return y;
        }

        Tensor left = tape.Save(a), right = tape.Save(b);
        return tape.Record(y, dy =>
        {
            if (na is not null)
            {
                Tensor da = new(left.Shape, dy.DType);
                Rows(dy, right, da, default(Product));
                na.Add(da);
            }

            if (nb is not null)
            {
                using Tensor db = new(left.Shape, dy.DType);
                Elementwise.Map(dy, left, db, default(Product));
                nb.Add(SumRows(db, right.Shape));
            }
        });
    }

    /// <summary>x · factor.</summary>
    public static Tensor Times(this Tensor x, float factor)
        => Map("Times", x, new Scaled(factor), (dy, _, dx) => Elementwise.Map(
            dy, dx, new Scaled(factor)), keepsX: false);

    /// <summary>x + addend.</summary>
    public static Tensor Plus(this Tensor x, float addend)
        => Map("Plus", x, new Shifted(addend), (dy, _, dx) => Elementwise.Map(dy, dx, new Scaled(1)), keepsX: false);

    /// <summary>x².</summary>
    public static Tensor Square(this Tensor x)
        => Map("Square", x, default(SquareOf), (dy, s, dx) => Elementwise.Map(
            dy, s!, dx, default(SquareGradientOf)), keepsX: true);

    /// <summary>√x; the gradient at 0 is 0.</summary>
    public static Tensor Sqrt(this Tensor x)
        => Map("Sqrt", x, default(SqrtOf), (dy, s, dx) => Elementwise.Map(
            dy, s!, dx, default(SqrtGradientOf)), keepsX: true);

    /// <summary>1 / √(x + epsilon): the demodulation factor (Karras et al. 2020, equation 3).</summary>
    public static Tensor Rsqrt(this Tensor x, float epsilon = 1e-8f)
        => Map("Rsqrt", x, new RsqrtOf(epsilon), (dy, s, dx) => Elementwise.Map(
            dy, s!, dx, new RsqrtGradientOf(epsilon)), keepsX: true);

    /// <summary>Sums x over leading axes down to a shape that ends it; takes x over.</summary>
    internal static Tensor SumRows(Tensor x, Shape shape)
    {
        if (x.Shape == shape)
        {
            return x.Detach();
        }

        using Tensor flat = new([(int)shape.Count]);
        ChannelSums.Into(x, 1, flat);
        Tensor sum = new(shape, x.DType);
        Elementwise.Convert(flat, sum);
        return sum;
    }

    private static Tensor Map<TOp>(string op, Tensor x, TOp f, Action<Tensor, Tensor?, Tensor> gradient, bool keepsX)
        where TOp : struct, IUnary
    {
        Tape tape = Tape.For(op, x);
        Tensor y = tape.New(x.Shape, x.DType);
        Elementwise.Map(x, y, f);
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Tensor? xs = keepsX ? tape.Save(x) : null;
        return tape.Record(y, dy =>
        {
            Tensor dx = new(dy.Shape, dy.DType);
            gradient(dy, xs, dx);
            nx.Add(dx);
        });
    }

    private static Tensor Combine(string op, Tensor a, Tensor b, Weighted f, Scaled forA, Scaled forB)
    {
        Tape tape = Tape.For(op, a, b);
        Tensor y = Rows(op, tape, a, b, f);
        GradientNode? na = tape.NodeOf(a), nb = tape.NodeOf(b);
        if (na is null && nb is null)
        {
            return y;
        }

        Shape shape = b.Shape;
        return tape.Record(y, dy =>
        {
            na?.Add(forA.IsOne ? dy.Detach() : Mapped(dy, forA));
            if (nb is not null)
            {
                using Tensor db = forB.IsOne ? dy.Detach() : Mapped(dy, forB);
                nb.Add(SumRows(db, shape));
            }
        });
    }

    private static Tensor Mapped(Tensor x, Scaled f)
    {
        Tensor y = new(x.Shape, x.DType);
        Elementwise.Map(x, y, f);
        return y;
    }

    private static Tensor Rows<TOp>(string op, Tape tape, Tensor a, Tensor b, TOp f)
        where TOp : struct, IBinary
    {
        Require.That(
            a.DType == b.DType && EndsWith(a.Shape, b.Shape), op, "one type, and a second shape that ends the first", a,
            b);
        Tensor y = tape.New(a.Shape, a.DType);
        Rows(a, b, y, f);
        return y;
    }

    private static void Rows<TOp>(Tensor a, Tensor b, Tensor y, TOp f)
        where TOp : struct, IBinary
    {
        if (a.Count == b.Count)
        {
            Elementwise.Map(a, b, y, f);
        }
        else
        {
            Elementwise.MapRows(a, b, y, f);
        }
    }

    private static bool EndsWith(Shape shape, Shape end)
    {
        for (int i = 1; i <= end.Rank; i++)
        {
            if (i > shape.Rank || shape[^i] != end[^i])
            {
                return false;
            }
        }

        return true;
    }

    private readonly struct Weighted(float a, float b) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x, Vector256<float> y) => (x * a) + (y * b);
    }

    private readonly struct Product : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x, Vector256<float> y) => x * y;
    }

    private readonly struct Scaled(float factor) : IUnary
    {
        public bool IsOne => factor == 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x) => x * factor;
    }

    private readonly struct Shifted(float addend) : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x) => x + Vector256.Create(addend);
    }

    private readonly struct SquareOf : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x) => x * x;
    }

    private readonly struct SquareGradientOf : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> dy, Vector256<float> x) => dy * x * 2;
    }

    private readonly struct SqrtOf : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x) => Vector256.Sqrt(x);
    }

    private readonly struct SqrtGradientOf : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> dy, Vector256<float> x) => Vector256.ConditionalSelect(
            Vector256.GreaterThan(x, Vector256<float>.Zero), dy * 0.5f / Vector256.Sqrt(x), Vector256<float>.Zero);
    }

    private readonly struct RsqrtOf(float epsilon) : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x)
            => Vector256<float>.One / Vector256.Sqrt(x + Vector256.Create(epsilon));
    }

    private readonly struct RsqrtGradientOf(float epsilon) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> dy, Vector256<float> x)
        {
            Vector256<float> y = Vector256<float>.One / Vector256.Sqrt(x + Vector256.Create(epsilon));
            return dy * y * y * y * -0.5f;
        }
    }
}
