using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mien.Tensors.Compute;

/// <summary>
/// Sums over everything but the last axis. Rows are summed in blocks whose size depends on the shape alone, and the
/// blocks in their order, so the result has the same bits whatever the number of threads is.
/// </summary>
internal static unsafe class ChannelSums
{
    private const long BlockElements = 32 * 1024;

    // A running sum in single precision loses digits with its length: few channels must not make for long columns.
    private const long LongestColumn = 512;

    /// <summary>Rows of C elements that one block sums.</summary>
    public static long BlockRows(long channels) => Math.Clamp(BlockElements / channels, 1, LongestColumn);

    /// <summary>Σ over all axes but the last: [C], float32.</summary>
    public static Tensor Over(Tensor x)
    {
        Tensor sums = new([x.Shape[^1]]);
        Into(x, 1, sums);
        return sums;
    }

    /// <summary>The elements as [groups, rows, C] → Σ over rows: sums [groups, C], float32.</summary>
    public static void Into(Tensor x, long groups, Tensor sums)
    {
        long channels = sums.Count / groups, rows = x.Count / channels / groups;
        if (x.DType == DType.Float32)
        {
            Sum<F32>(x.Pointer, groups, rows, channels, sums.F32);
        }
        else
        {
            Sum<BF16>(x.Pointer, groups, rows, channels, sums.F32);
        }
    }

    /// <summary>partial [groups, blocks, C] → sums [groups, C].</summary>
    public static void Combine(float* partial, long groups, long blocks, long channels, float* sums)
        => Workers.For(groups * channels, blocks, (from, to) =>
        {
            for (long i = from; i < to; i++)
            {
                float* column = partial + (i / channels * blocks * channels) + (i % channels);
                double sum = 0;
                for (long b = 0; b < blocks; b++)
                {
                    sum += column[b * channels];
                }

                sums[i] = (float)sum;
            }
        });

    private static void Sum<T>(void* x, long groups, long rows, long channels, float* sums)
        where T : struct, IElement
    {
        long blockRows = BlockRows(channels), blocks = (rows + blockRows - 1) / blockRows;
        using Tensor partial = new([(int)groups, (int)blocks, (int)channels]);
        float* target = partial.F32;
        Workers.For(groups * blocks, blockRows * channels, (from, to) =>
        {
            for (long block = from; block < to; block++)
            {
                long first = block % blocks * blockRows, last = Math.Min(rows, first + blockRows);
                float* sum = target + (block * channels);
                new Span<float>(sum, (int)channels).Clear();
                long offset = ((block / blocks * rows) + first) * channels,
                    end = ((block / blocks * rows) + last) * channels;
                for (; offset + (4 * channels) <= end; offset += 4 * channels)
                {
                    AddFourRows<T>(x, offset, sum, channels);
                }

                for (; offset < end; offset += channels)
                {
                    AddRow<T>(x, offset, sum, channels);
                }
            }
        });
        Combine(target, groups, blocks, channels, sums);
    }

    // The running sum is read and written once for four rows.
    private static void AddFourRows<T>(void* x, long offset, float* sum, long channels)
        where T : struct, IElement
    {
        long second = offset + channels, third = second + channels, fourth = third + channels;
        for (long c = 0; c < channels; c += Part.Width)
        {
            long left = channels - c;
            Vector256<float> upper = Part.Load<T>(x, offset + c, left) + Part.Load<T>(x, second + c, left);
            Vector256<float> lower = Part.Load<T>(x, third + c, left) + Part.Load<T>(x, fourth + c, left);
            Part.Store<F32>(sum, c, Part.Load<F32>(sum, c, left) + (upper + lower), left);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<T>(void* x, long offset, float* sum, long channels)
        where T : struct, IElement
    {
        for (long c = 0; c < channels; c += Part.Width)
        {
            long left = channels - c;
            Part.Store<F32>(sum, c, Part.Load<F32>(sum, c, left) + Part.Load<T>(x, offset + c, left), left);
        }
    }
}
