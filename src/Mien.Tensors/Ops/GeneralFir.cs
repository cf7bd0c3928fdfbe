namespace Mien.Tensors.Ops;

/// <summary>Padding of an image, in samples; negative values crop.</summary>
/// <param name="Left">Columns before the first.</param>
/// <param name="Right">Columns after the last.</param>
/// <param name="Top">Rows before the first.</param>
/// <param name="Bottom">Rows after the last.</param>
public readonly record struct Padding2d(int Left, int Right, int Top, int Bottom);

/// <summary>The general FIR resampler, for filters that are not separable or are to be learnt.</summary>
public static unsafe class GeneralFir
{
    /// <summary>
    /// Up-samples by zero-stuffing, pads, convolves every channel with the same filter and keeps every
    /// <paramref name="down"/>-th sample. For separable filters <see cref="Resizing.Fir"/> is much faster.
    /// </summary>
    /// <param name="x">[N, H, W, C], float32.</param>
    /// <param name="filter">[rows, columns], float32, mirrored as in a true convolution.</param>
    /// <param name="up">Factor of up-sampling.</param>
    /// <param name="down">Factor of down-sampling.</param>
    /// <param name="padding">Zeros around the zero-stuffed image.</param>
    /// <param name="gain">Factor on the result.</param>
    /// <returns>[N, OutH, OutW, C], float32.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor UpFirDown(
        this Tensor x, Tensor filter, int up = 1, int down = 1, Padding2d padding = default, float gain = 1)
    {
        Tape tape = Tape.For("UpFirDown", x, filter);
        Require.That(
            x.Shape.Rank == 4 && filter.Shape.Rank == 2, "UpFirDown", "x [N, H, W, C] and filter [rows, columns]", x,
            filter);
        Require.Float32("UpFirDown", x, filter);
        Require.That(up > 0 && down > 0, "UpFirDown", "factors above 0", x);
        int outH = Resizing.FirOutputs(x.Shape[1], filter.Shape[0], up, down, padding.Top, padding.Bottom);
        int outW = Resizing.FirOutputs(x.Shape[2], filter.Shape[1], up, down, padding.Left, padding.Right);
        Require.That(outH > 0 && outW > 0, "UpFirDown", "a filter no larger than the padded image", x, filter);
        Terms terms = new(x.Shape, filter.Shape, outH, outW, up, down, padding);

        Tensor y = tape.New([x.Shape[0], outH, outW, x.Shape[3]], DType.Float32);
        y.Clear();
        terms.ForEach((pixelX, tap, pixelY, channels) =>
        {
            for (int c = 0; c < channels; c++)
            {
                y.F32[pixelY + c] += gain * filter.F32[tap] * x.F32[pixelX + c];
            }
        });

        GradientNode? nx = tape.NodeOf(x), nf = tape.NodeOf(filter);
        if (nx is null && nf is null)
        {
            return y;
        }

        Tensor xs = tape.Save(x), fs = tape.Save(filter);
        return tape.Record(y, dy =>
        {
            Tensor dx = Tensor.Zeros(xs.Shape), df = Tensor.Zeros(fs.Shape);
            terms.ForEach((pixelX, tap, pixelY, channels) =>
            {
                float sum = 0;
                for (int c = 0; c < channels; c++)
                {
                    dx.F32[pixelX + c] += gain * fs.F32[tap] * dy.F32[pixelY + c];
                    sum += dy.F32[pixelY + c] * xs.F32[pixelX + c];
                }

                df.F32[tap] += gain * sum;
            });
            Give(nx, dx);
            Give(nf, df);
        });
    }

    private static void Give(GradientNode? node, Tensor gradient)
    {
        if (node is null)
        {
            gradient.Dispose();
        }
        else
        {
            node.Add(gradient);
        }
    }

    /// <summary>All the products of the sum: which input pixel meets which tap for which output pixel.</summary>
    private sealed class Terms(Shape x, Shape filter, int outH, int outW, int up, int down, Padding2d padding)
    {
        public delegate void Term(long pixelX, int tap, long pixelY, int channels);

        public void ForEach(Term term)
        {
            int channels = x[3];
            for (int n = 0; n < x[0]; n++)
            {
                for (int i = 0; i < outH; i++)
                {
                    for (int a = 0; a < filter[0]; a++)
                    {
                        if (!Under((i * down) + a - padding.Top, x[1], out int row))
                        {
                            continue;
                        }

                        for (int j = 0; j < outW; j++)
                        {
                            for (int b = 0; b < filter[1]; b++)
                            {
                                if (Under((j * down) + b - padding.Left, x[2], out int column))
                                {
                                    int tap = ((filter[0] - 1 - a) * filter[1]) + filter[1] - 1 - b;
                                    term(
                                        (((((long)n * x[1]) + row) * x[2]) + column) * channels, tap,
                                        (((((long)n * outH) + i) * outW) + j) * channels, channels);
                                }
                            }
                        }
                    }
                }
            }
        }

        private bool Under(int at, int length, out int index)
        {
            index = at / up;
            return at >= 0 && at % up == 0 && index < length;
        }
    }
}
