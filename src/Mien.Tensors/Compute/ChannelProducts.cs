using System.Runtime.Intrinsics;

namespace Mien.Tensors.Compute;

/// <summary>Passes over [N, H, W, C] with one number an item and channel.</summary>
internal static unsafe class ChannelProducts
{
    /// <summary>
    /// Σ over pixels of (a − m)·(b − m): sums [N, C]; m is 0 where not given. The order is that of
    /// <see cref="ChannelSums"/>.
    /// </summary>
    public static void Into(Tensor a, Tensor b, Tensor? mean, Tensor sums)
    {
        if (a.DType == DType.Float32)
        {
            Sum<F32>(a, b, mean, sums);
        }
        else
        {
            Sum<BF16>(a, b, mean, sums);
        }
    }

    /// <summary>y = (x − m − z·k)·r, with m, k and r [N, C].</summary>
    public static void Affine(Tensor x, Tensor m, Tensor r, Tensor? z, Tensor? k, Tensor y)
    {
        if (x.DType == DType.Float32)
        {
            Affine<F32>(x, m, r, z, k, y);
        }
        else
        {
            Affine<BF16>(x, m, r, z, k, y);
        }
    }

    private static void Sum<T>(Tensor a, Tensor b, Tensor? mean, Tensor sums)
        where T : struct, IElement
    {
        int n = sums.Shape[0], channels = sums.Shape[1];
        long pixels = a.Count / sums.Count;
        long blockPixels = ChannelSums.BlockRows(channels), blocks = (pixels + blockPixels - 1) / blockPixels;
        using Tensor partial = new([n, (int)blocks, channels]);
        void* left = a.Pointer, right = b.Pointer;
        float* target = partial.F32, means = mean is null ? null : mean.F32;
        Workers.For(n * blocks, blockPixels * channels, (from, to) =>
        {
            for (long block = from; block < to; block++)
            {
                long item = block / blocks, first = block % blocks * blockPixels,
                    last = Math.Min(pixels, first + blockPixels);
                float* sum = target + (block * channels);
                new Span<float>(sum, channels).Clear();
                float* m = means == null ? null : means + (item * channels);
                long offset = ((item * pixels) + first) * channels, end = ((item * pixels) + last) * channels;
                for (; offset + (2 * channels) <= end; offset += 2 * channels)
                {
                    AddProducts<T>(left, right, offset, offset + channels, m, sum, channels);
                }

                if (offset < end)
                {
                    AddProducts<T>(left, right, offset, -1, m, sum, channels);
                }
            }
        });
        ChannelSums.Combine(target, n, blocks, channels, sums.F32);
    }

    // One row, or two of them for one reading and writing of the running sum.
    private static void AddProducts<T>(
        void* a, void* b, long offset, long second, float* mean, float* sum, long channels)
        where T : struct, IElement
    {
        for (long c = 0; c < channels; c += Part.Width)
        {
            long left = channels - c;
            Vector256<float> m = mean == null ? default : Part.Load<F32>(mean, c, left);
            Vector256<float> product = (Part.Load<T>(a, offset + c, left) - m)
                * (Part.Load<T>(b, offset + c, left) - m);
            if (second >= 0)
            {
                product += (Part.Load<T>(a, second + c, left) - m) * (Part.Load<T>(b, second + c, left) - m);
            }

            Part.Store<F32>(sum, c, Part.Load<F32>(sum, c, left) + product, left);
        }
    }

    private static void Affine<T>(Tensor x, Tensor m, Tensor r, Tensor? z, Tensor? k, Tensor y)
        where T : struct, IElement
    {
        int channels = m.Shape[1];
        long rows = x.Count / channels, pixels = x.Count / m.Count;
        void* source = x.Pointer, second = z is null ? null : z.Pointer, target = y.Pointer;
        float* means = m.F32, factors = r.F32, pulls = k is null ? null : k.F32;
        Workers.For(rows, channels, (from, to) =>
        {
            for (long row = from; row < to; row++)
            {
                long item = row / pixels * channels, offset = row * channels;
                for (long c = 0; c < channels; c += Part.Width)
                {
                    long left = channels - c;
                    Vector256<float> v = Part.Load<T>(source, offset + c, left) - Part.Load<F32>(means, item + c, left);
                    if (second != null)
                    {
                        v -= Part.Load<T>(second, offset + c, left) * Part.Load<F32>(pulls, item + c, left);
                    }

                    Part.Store<T>(target, offset + c, v * Part.Load<F32>(factors, item + c, left), left);
                }
            }
        });
    }
}
