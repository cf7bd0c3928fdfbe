using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mien.Tensors.Compute;

/// <summary>
/// Sums over whole items, in blocks of a fixed number of elements and the blocks in their order: the same bits
/// whatever the number of threads is.
/// </summary>
internal static unsafe class Totals
{
    // Short enough that the running sums of a block, in single precision, keep their digits.
    private const long Block = 4 * 1024;

    /// <summary>The elements as [groups, rest] → Σ op(a, b) over the rest: sums [groups].</summary>
    public static void Into<TOp>(Tensor a, Tensor b, TOp op, int groups, Span<float> sums)
        where TOp : struct, IBinary
    {
        if (a.DType == DType.Float32)
        {
            Sum<TOp, F32>(a, b, op, groups, sums);
        }
        else
        {
            Sum<TOp, BF16>(a, b, op, groups, sums);
        }
    }

    private static void Sum<TOp, T>(Tensor a, Tensor b, TOp op, int groups, Span<float> sums)
        where TOp : struct, IBinary
        where T : struct, IElement
    {
        long length = a.Count / groups, blocks = (length + Block - 1) / Block;
        using Tensor partial = new([groups, (int)blocks]);
        float* target = partial.F32;
        void* left = a.Pointer, right = b.Pointer;
        Workers.For(groups * blocks, Math.Min(length, Block), (from, to) =>
        {
            for (long block = from; block < to; block++)
            {
                long start = block / blocks * length, first = start + (block % blocks * Block),
                    last = Math.Min(start + length, first + Block);
                target[block] = Sum<TOp, T>(left, right, op, first, last);
            }
        });
        for (int group = 0; group < groups; group++)
        {
            double sum = 0;
            for (long block = 0; block < blocks; block++)
            {
                sum += target[(group * blocks) + block];
            }

            sums[group] = (float)sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum<TOp, T>(void* a, void* b, TOp op, long first, long last)
        where TOp : struct, IBinary
        where T : struct, IElement
    {
        Vector256<float> sum0 = default, sum1 = default;
        long i = first;
        for (; i + (2 * Part.Width) <= last; i += 2 * Part.Width)
        {
            sum0 += op.Of(T.Load(a, i), T.Load(b, i));
            sum1 += op.Of(T.Load(a, i + Part.Width), T.Load(b, i + Part.Width));
        }

        // Lanes beyond the end load as 0, and op(0, 0) is 0 for every sum here.
        for (; i < last; i += Part.Width)
        {
            sum0 += op.Of(Part.Load<T>(a, i, last - i), Part.Load<T>(b, i, last - i));
        }

        return Vector256.Sum(sum0 + sum1);
    }
}
