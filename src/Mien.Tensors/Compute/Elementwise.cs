using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mien.Tensors.Compute;

/// <summary>A function of one element.</summary>
internal interface IUnary
{
    Vector256<float> Of(Vector256<float> x);
}

/// <summary>A function of two elements.</summary>
internal interface IBinary
{
    Vector256<float> Of(Vector256<float> a, Vector256<float> b);
}

/// <summary>Flat passes over whole tensors; source and target may be the same.</summary>
internal static unsafe class Elementwise
{
    public static void Map<TOp>(Tensor x, Tensor y, TOp op)
        where TOp : struct, IUnary
    {
        switch (x.DType, y.DType)
        {
            case (DType.Float32, DType.Float32):
                Map<TOp, F32, F32>(x.Pointer, y.Pointer, x.Count, op);
                break;
            case (DType.BFloat16, DType.BFloat16):
                Map<TOp, BF16, BF16>(x.Pointer, y.Pointer, x.Count, op);
                break;
            case (DType.BFloat16, DType.Float32):
                Map<TOp, BF16, F32>(x.Pointer, y.Pointer, x.Count, op);
                break;
            default:
                Map<TOp, F32, BF16>(x.Pointer, y.Pointer, x.Count, op);
                break;
        }
    }

    /// <summary>y = op(a, b); all three of one type.</summary>
    public static void Map<TOp>(Tensor a, Tensor b, Tensor y, TOp op)
        where TOp : struct, IBinary
    {
        if (a.DType == DType.Float32)
        {
            Map<TOp, F32>(a.Pointer, b.Pointer, y.Pointer, a.Count, op);
        }
        else
        {
            Map<TOp, BF16>(a.Pointer, b.Pointer, y.Pointer, a.Count, op);
        }
    }

    /// <summary>y = op(a, b) in one of a number of equal parts; all three of one type.</summary>
    public static void MapPart<TOp>(Tensor a, Tensor b, Tensor y, int part, int parts, TOp op)
        where TOp : struct, IBinary
    {
        long count = a.Count / parts, offset = part * count * a.DType.Size();
        byte* left = (byte*)a.Pointer + offset, right = (byte*)b.Pointer + offset, target = (byte*)y.Pointer + offset;
        if (a.DType == DType.Float32)
        {
            Map<TOp, F32>(left, right, target, count, op);
        }
        else
        {
            Map<TOp, BF16>(left, right, target, count, op);
        }
    }

    /// <summary>y[i, j] = op(a[i, j], b[j]); all three of one type.</summary>
    public static void MapRows<TOp>(Tensor a, Tensor b, Tensor y, TOp op)
        where TOp : struct, IBinary
    {
        if (a.DType == DType.Float32)
        {
            MapRows<TOp, F32>(a.Pointer, b.Pointer, y.Pointer, a.Count / b.Count, b.Count, op);
        }
        else
        {
            MapRows<TOp, BF16>(a.Pointer, b.Pointer, y.Pointer, a.Count / b.Count, b.Count, op);
        }
    }

    /// <summary>y = a + b.</summary>
    public static void Add(Tensor a, Tensor b, Tensor y) => Map(a, b, y, default(Sum));

    /// <summary>A new tensor with the elements in another type.</summary>
    public static Tensor Convert(Tensor x, DType type)
    {
        Tensor y = new(x.Shape, type);
        Convert(x, y);
        return y;
    }

    /// <summary>y = x in y's type.</summary>
    public static void Convert(Tensor x, Tensor y) => Map(x, y, default(Same));

    private static void Map<TOp, TIn, TOut>(void* x, void* y, long count, TOp op)
        where TOp : struct, IUnary
        where TIn : struct, IElement
        where TOut : struct, IElement
        => Workers.For((count + Part.Width - 1) / Part.Width, Part.Width, (from, to) =>
        {
            TOp f = op;
            void* source = x, target = y;
            long i = from * Part.Width, end = Math.Min(to * Part.Width, count);
            for (; i + Part.Width <= end; i += Part.Width)
            {
                TOut.Store(target, i, f.Of(TIn.Load(source, i)));
            }

            if (i < end)
            {
                Part.Store<TOut>(target, i, f.Of(Part.Load<TIn>(source, i, end - i)), end - i);
            }
        });

    private static void Map<TOp, T>(void* a, void* b, void* y, long count, TOp op)
        where TOp : struct, IBinary
        where T : struct, IElement
        => Workers.For((count + Part.Width - 1) / Part.Width, Part.Width, (from, to) =>
        {
            TOp f = op;
            void* left = a, right = b, target = y;
            long i = from * Part.Width, end = Math.Min(to * Part.Width, count);
            for (; i + Part.Width <= end; i += Part.Width)
            {
                T.Store(target, i, f.Of(T.Load(left, i), T.Load(right, i)));
            }

            if (i < end)
            {
                Part.Store<T>(
                    target, i, f.Of(Part.Load<T>(left, i, end - i), Part.Load<T>(right, i, end - i)), end - i);
            }
        });

    private static void MapRows<TOp, T>(void* a, void* b, void* y, long rows, long length, TOp op)
        where TOp : struct, IBinary
        where T : struct, IElement
        => Workers.For(rows, length, (from, to) =>
        {
            TOp f = op;
            for (long offset = from * length; offset < to * length; offset += length)
            {
                for (long i = 0; i < length; i += Part.Width)
                {
                    long left = length - i;
                    Part.Store<T>(
                        y, offset + i, f.Of(Part.Load<T>(a, offset + i, left), Part.Load<T>(b, i, left)), left);
                }
            }
        });

    private readonly struct Same : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> x) => x;
    }

    private readonly struct Sum : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(Vector256<float> a, Vector256<float> b) => a + b;
    }
}
