using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>Normalisations over pixels or over channels.</summary>
public static unsafe class Normalization
{
    /// <summary>
    /// Instance normalisation: each channel of each item to mean 0 and (biased) variance 1,
    /// y = (x − mean) / √(variance + epsilon) (Ulyanov et al. 2016; with <see cref="StyleActivation.Style"/> the AdaIN
    /// of Karras et al. 2019, equation 1).
    /// </summary>
    /// <param name="x">[N, H, W, C]</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>The shape and type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">x is not of rank 4.</exception>
    public static Tensor InstanceNorm(this Tensor x, float epsilon = 1e-8f)
    {
        Tape tape = Tape.For("InstanceNorm", x);
        Require.That(x.Shape.Rank == 4, "InstanceNorm", "x [N, H, W, C]", x);
        int n = x.Shape[0], channels = x.Shape[3], pixels = x.Shape[1] * x.Shape[2];

        Tensor y = tape.New(x.Shape, x.DType);
        using Tensor mean = new([n, channels]), inverse = new([n, channels]);
        ChannelSums.Into(x, n, mean);
        Scale(mean, 1f / pixels);
        using (Tensor squares = new([n, channels]))
        {
            ChannelProducts.Into(x, x, mean, squares); // Σ (x − mean)²
            for (long i = 0; i < squares.Count; i++)
            {
                inverse.F32[i] = 1 / MathF.Sqrt((squares.F32[i] / pixels) + epsilon);
            }
        }

        ChannelProducts.Affine(x, mean, inverse, null, null, y);
        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Tensor ys = tape.Save(y), rs = tape.Save(inverse);
        return tape.Record(y, dy =>
        {
            // dx = (dy − mean(dy) − y · mean(dy · y)) / σ
            using Tensor sum = new([n, channels]), product = new([n, channels]);
            ChannelSums.Into(dy, n, sum);
            ChannelProducts.Into(dy, ys, null, product);
            Scale(sum, 1f / pixels);
            Scale(product, 1f / pixels);
            Tensor dx = new(dy.Shape, dy.DType);
            ChannelProducts.Affine(dy, sum, rs, ys, product, dx);
            nx.Add(dx);
        });
    }

    /// <summary>
    /// Pixel normalisation: y = x / √(mean over the last axis of x² + epsilon) (Karras et al. 2018, section 4.2).
    /// </summary>
    /// <param name="x">[…, C]</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <returns>The shape and type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">x is a scalar.</exception>
    public static Tensor PixelNorm(this Tensor x, float epsilon = 1e-8f)
        => OverChannels("PixelNorm", x, epsilon, root: false);

    /// <summary>y = x / (‖x‖ over the last axis + epsilon), as LPIPS does (Zhang et al. 2018, equation 1).</summary>
    /// <param name="x">[…, C]</param>
    /// <param name="epsilon">Added to the length.</param>
    /// <returns>The shape and type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">x is a scalar.</exception>
    public static Tensor UnitNorm(this Tensor x, float epsilon = 1e-10f)
        => OverChannels("UnitNorm", x, epsilon, root: true);

    // y = x · f with f = 1 / √(Σx²/d + ε), or 1 / (√Σx² + ε); then dx = f · (dy − k · x · Σ(dy·x)).
    private static Tensor OverChannels(string op, Tensor x, float epsilon, bool root)
    {
        Tape tape = Tape.For(op, x);
        Require.That(x.Shape.Rank > 0, op, "x […, C]", x);
        int channels = x.Shape[^1];
        long rows = x.Count / channels;
        Tensor y = tape.New(x.Shape, x.DType);
        RowScaling scaling = new(root ? 1 : channels, epsilon, root);
        GradientNode? nx = tape.NodeOf(x);
        if (x.DType == DType.Float32)
        {
            scaling.Forward<F32>(x.Pointer, y.Pointer, rows, channels);
        }
        else
        {
            scaling.Forward<BF16>(x.Pointer, y.Pointer, rows, channels);
        }

        if (nx is null)
        {
            return y;
        }

        Tensor xs = tape.Save(x);
        return tape.Record(y, dy =>
        {
            Tensor dx = new(dy.Shape, dy.DType);
            if (dy.DType == DType.Float32)
            {
                scaling.Backward<F32>(xs.Pointer, dy.Pointer, dx.Pointer, rows, channels);
            }
            else
            {
                scaling.Backward<BF16>(xs.Pointer, dy.Pointer, dx.Pointer, rows, channels);
            }

            nx.Add(dx);
        });
    }

    private static void Scale(Tensor x, float factor)
        => System.Numerics.Tensors.TensorPrimitives.Multiply(x.Span, factor, new(x.F32, (int)x.Count));

    private sealed class RowScaling(float divisor, float epsilon, bool root)
    {
        public void Forward<T>(void* x, void* y, long rows, int channels)
            where T : struct, IElement
            => Workers.For(rows, channels, (from, to) =>
            {
                for (long offset = from * channels; offset < to * channels; offset += channels)
                {
                    (float factor, _) = Factors(Dot<T>(x, x, offset, channels));
                    for (int c = 0; c < channels; c += Part.Width)
                    {
                        Part.Store<T>(y, offset + c, Part.Load<T>(x, offset + c, channels - c) * factor, channels - c);
                    }
                }
            });

        public void Backward<T>(void* x, void* dy, void* dx, long rows, int channels)
            where T : struct, IElement
            => Workers.For(rows, 2 * channels, (from, to) =>
            {
                for (long offset = from * channels; offset < to * channels; offset += channels)
                {
                    (float factor, float k) = Factors(Dot<T>(x, x, offset, channels));
                    float pull = k * Dot<T>(x, dy, offset, channels);
                    for (int c = 0; c < channels; c += Part.Width)
                    {
                        long left = channels - c;
                        Vector256<float> g = Part.Load<T>(
                            dy, offset + c, left) - (Part.Load<T>(x, offset + c, left) * pull);
                        Part.Store<T>(dx, offset + c, g * factor, left);
                    }
                }
            });

        private (float Factor, float K) Factors(float squares)
        {
            if (root)
            {
                float length = MathF.Sqrt(squares);
                return (1 / (length + epsilon), length > 0 ? 1 / (length * (length + epsilon)) : 0);
            }

            float meanSquare = (squares / divisor) + epsilon;
            return (1 / MathF.Sqrt(meanSquare), 1 / (meanSquare * divisor));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float Dot<T>(void* a, void* b, long offset, int channels)
            where T : struct, IElement
        {
            Vector256<float> sum = default;
            for (int c = 0; c < channels; c += Part.Width)
            {
                sum += Part.Load<T>(a, offset + c, channels - c) * Part.Load<T>(b, offset + c, channels - c);
            }

            return Vector256.Sum(sum);
        }
    }
}
