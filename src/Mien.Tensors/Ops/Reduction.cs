using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>Sums and distances. Results are float32 whatever the type of the operands is.</summary>
public static unsafe class Reduction
{
    /// <summary>Σ x: [].</summary>
    public static Tensor Sum(this Tensor x) => SumBy("Sum", x, 1);

    /// <summary>Mean of x: [].</summary>
    public static Tensor Mean(this Tensor x) => x.Sum().Times(1f / x.Count);

    /// <summary>Σ of each item over all axes but the first: [N].</summary>
    /// <exception cref="ArgumentException">x is a scalar.</exception>
    public static Tensor SumPerItem(this Tensor x)
    {
        Require.That(x.Shape.Rank > 0, "SumPerItem", "at least one axis", x);
        return SumBy("SumPerItem", x, x.Shape[0]);
    }

    /// <summary>Σ over pixels: [N, H, W, C] → [N, C].</summary>
    /// <exception cref="ArgumentException">x is not of rank 4.</exception>
    public static Tensor SumPixels(this Tensor x)
    {
        Tape tape = Tape.For("SumPixels", x);
        Require.That(x.Shape.Rank == 4, "SumPixels", "x [N, H, W, C]", x);
        int n = x.Shape[0], channels = x.Shape[3];
        Tensor y = tape.New([n, channels], DType.Float32);
        ChannelSums.Into(x, n, y);
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Shape shape = x.Shape;
        DType type = x.DType;
        return tape.Record(y, dy =>
        {
            Tensor dx = new(shape);
            long pixels = shape.Count / n / channels;
            for (long row = 0; row < n * pixels; row++)
            {
                new ReadOnlySpan<float>(dy.F32 + (row / pixels * channels), channels).CopyTo(
                    new(dx.F32 + (row * channels), channels));
            }

            nx.Add(InType(dx, type));
        });
    }

    /// <summary>Σ (a − b)²: [].</summary>
    /// <exception cref="ArgumentException">Shapes or types differ.</exception>
    public static Tensor SumSquaredDifference(this Tensor a, Tensor b)
        => Distance("SumSquaredDifference", a, b, [], default(SquaredDifference), dy => new TwiceDifference(dy));

    /// <summary>Σ (a − b)² of each item over all axes but the first: [N].</summary>
    /// <exception cref="ArgumentException">Shapes or types differ, or they are scalars.</exception>
    public static Tensor SquaredDifferencePerItem(this Tensor a, Tensor b)
    {
        Require.That(a.Shape.Rank > 0, "SquaredDifferencePerItem", "at least one axis", a, b);
        return Distance(
            "SquaredDifferencePerItem", a, b, [a.Shape[0]], default(SquaredDifference), dy => new TwiceDifference(dy));
    }

    /// <summary>Mean of (a − b)²: [].</summary>
    /// <exception cref="ArgumentException">Shapes or types differ.</exception>
    public static Tensor MeanSquaredDifference(this Tensor a, Tensor b)
        => a.SumSquaredDifference(b).Times(1f / a.Count);

    /// <summary>Σ |a − b|: [].</summary>
    /// <exception cref="ArgumentException">Shapes or types differ.</exception>
    public static Tensor SumAbsoluteDifference(this Tensor a, Tensor b)
        => Distance("SumAbsoluteDifference", a, b, [], default(AbsoluteDifference), dy => new SignOfDifference(dy));

    /// <summary>Mean of |a − b|: [].</summary>
    /// <exception cref="ArgumentException">Shapes or types differ.</exception>
    public static Tensor MeanAbsoluteDifference(this Tensor a, Tensor b)
        => a.SumAbsoluteDifference(b).Times(1f / a.Count);

    internal static Tensor InType(Tensor x, DType type)
    {
        if (x.DType == type)
        {
            return x;
        }

        using (x)
        {
            return Elementwise.Convert(x, type);
        }
    }

    private static Tensor SumBy(string op, Tensor x, int groups)
    {
        Tape tape = Tape.For(op, x);
        Tensor y = tape.New(groups == 1 && op == "Sum" ? [] : [groups], DType.Float32);
        Totals.Into(x, x, default(First), groups, new(y.F32, groups));
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Shape shape = x.Shape;
        DType type = x.DType;
        return tape.Record(y, dy =>
        {
            Tensor dx = new(shape);
            long length = shape.Count / groups;
            for (int group = 0; group < groups; group++)
            {
                new Span<float>(dx.F32 + (group * length), checked((int)length)).Fill(dy.F32[group]);
            }

            nx.Add(InType(dx, type));
        });
    }

    // Sums by item where the result has an axis for it; the term is symmetric, and its gradient for b is that for a
    // with the roles swapped.
    private static Tensor Distance<TOp, TGradient>(
        string op, Tensor a, Tensor b, Shape result, TOp term, Func<float, TGradient> gradient)
        where TOp : struct, IBinary
        where TGradient : struct, IBinary
    {
        Tape tape = Tape.For(op, a, b);
        Require.That(a.Shape == b.Shape && a.DType == b.DType, op, "two tensors of one shape and type", a, b);
        int groups = (int)result.Count;
        Tensor y = tape.New(result, DType.Float32);
        Totals.Into(a, b, term, groups, new(y.F32, groups));
        GradientNode? na = tape.NodeOf(a), nb = tape.NodeOf(b);
        if (na is null && nb is null)
        {
            return y;
        }

        Tensor left = tape.Save(a), right = tape.Save(b);
        return tape.Record(y, dy =>
        {
            na?.Add(Gradient(dy, left, right, gradient));
            nb?.Add(Gradient(dy, right, left, gradient));
        });
    }

    private static Tensor Gradient<TGradient>(Tensor dy, Tensor x, Tensor y, Func<float, TGradient> gradient)
        where TGradient : struct, IBinary
    {
        Tensor dx = new(x.Shape, x.DType);
        for (int group = 0; group < dy.Count; group++)
        {
            Elementwise.MapPart(x, y, dx, group, (int)dy.Count, gradient(dy.F32[group]));
        }

        return dx;
    }

    private readonly struct First : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> a, Vector256<float> b) => a;
    }

    private readonly struct SquaredDifference : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> a, Vector256<float> b) => (a - b) * (a - b);
    }

    private readonly struct TwiceDifference(float dy) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> a, Vector256<float> b) => (a - b) * (2 * dy);
    }

    private readonly struct AbsoluteDifference : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> a, Vector256<float> b) => Vector256.Abs(a - b);
    }

    private readonly struct SignOfDifference(float dy) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> a, Vector256<float> b)
        {
            Vector256<float> up = Vector256.GreaterThan(a, b) & Vector256.Create(dy);
            return up - (Vector256.LessThan(a, b) & Vector256.Create(dy));
        }
    }
}
