using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>Convolutions with square kernels, computed by oneDNN.</summary>
public static class Convolution
{
    /// <summary>
    /// y[n, i, j, o] = Σ x[n, i·stride + a − padding, j·stride + b − padding, c] · w[o, c, a, b] + bias[o], then
    /// max(y, 0) if <paramref name="relu"/>. Zeros stand outside the image.
    /// </summary>
    /// <param name="x">[N, H, W, C]</param>
    /// <param name="weight">[O, C, K, K], float32; packed once, and again only after it was written to.</param>
    /// <param name="bias">[O], float32, or null.</param>
    /// <param name="stride">1 or more.</param>
    /// <param name="padding">Rows and columns of zeros on every side; by default (K − 1) / 2.</param>
    /// <param name="relu">Applies a ReLU in the same pass.</param>
    /// <returns>[N, ⌊(H + 2·padding − K) / stride⌋ + 1, likewise W, O], in the type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Conv2d(
        this Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int? padding = null, bool relu = false)
    {
        Tape tape = Tape.For("Conv2d", x, weight, bias);
        Require.That(
            x.Shape.Rank == 4 && weight.Shape.Rank == 4 && weight.Shape[1] == x.Shape[3]
            && weight.Shape[2] == weight.Shape[3],
            "Conv2d", "x [N, H, W, C] and weight [O, C, K, K]", x, weight);
        Require.That(bias is null || bias.Shape == [weight.Shape[0]], "Conv2d", "bias [O]", weight, bias);
        Require.Float32("Conv2d", weight, bias);
        int pad = padding ?? ((weight.Shape[2] - 1) / 2);
        Require.That(stride >= 1 && pad >= 0 && Math.Max(x.Shape[1], x.Shape[2]) + (2L * pad) <= int.MaxValue
            && Math.Min(x.Shape[1], x.Shape[2]) + (2 * pad) >= weight.Shape[2],
            "Conv2d", $"a kernel no larger than the padded image; stride {stride}, padding {pad}", x, weight);
        ConvolutionGeometry g = new(
            x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3], weight.Shape[0], weight.Shape[2], stride, pad);

        Tensor y = tape.New(g.Y, x.DType);
        ConvolutionKernel.For(ConvolutionPass.Forward, g, x.DType, bias is not null, relu).Forward(x, weight, bias, y);

        GradientNode? nx = tape.NodeOf(x), nw = tape.NodeOf(weight), nb = tape.NodeOf(bias);
        if (nx is null && nw is null && nb is null)
        {
            return y;
        }

        Tensor? xs = nw is null ? null : tape.Save(x), ws = nx is null ? null : tape.Save(weight),
            ys = relu ? tape.Save(y) : null;
        return tape.Record(y, dy =>
        {
            using Tensor dz = ys is null ? dy.Detach() : Activation.ReluGradient(dy, ys);
            nb?.Add(ChannelSums.Over(dz));
            nw?.Add(WeightGradient(g, xs!, dz));
            nx?.Add(InputGradient(g, dz, ws!));
        });
    }

    /// <summary>
    /// The adjoint of <see cref="Conv2d"/> without bias: each x[n, i, j, c] adds w[c, o, a, b] times itself to
    /// y[n, i·stride + a − padding, j·stride + b − padding, o].
    /// </summary>
    /// <param name="x">[N, H, W, C]</param>
    /// <param name="weight">[C, O, K, K], float32.</param>
    /// <param name="stride">1 or more.</param>
    /// <param name="padding">Rows and columns cut off on every side.</param>
    /// <returns>[N, (H − 1)·stride + K − 2·padding, likewise W, O], in the type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor ConvTranspose2d(this Tensor x, Tensor weight, int stride = 2, int padding = 0)
    {
        Tape tape = Tape.For("ConvTranspose2d", x, weight);
        Require.That(
            x.Shape.Rank == 4 && weight.Shape.Rank == 4 && weight.Shape[0] == x.Shape[3]
            && weight.Shape[2] == weight.Shape[3],
            "ConvTranspose2d", "x [N, H, W, C] and weight [C, O, K, K]", x, weight);
        Require.Float32("ConvTranspose2d", weight);
        int k = weight.Shape[2];
        long h = ((x.Shape[1] - 1L) * stride) + k - (2L * padding),
            w = ((x.Shape[2] - 1L) * stride) + k - (2L * padding);
        Require.That(stride >= 1 && padding >= 0 && h is > 0 and <= int.MaxValue && w is > 0 and <= int.MaxValue,
            "ConvTranspose2d", $"padding that leaves something; stride {stride}, padding {padding}", x, weight);
        ConvolutionGeometry g = new(x.Shape[0], (int)h, (int)w, weight.Shape[1], weight.Shape[0], k, stride, padding);

        Tensor y = tape.New(g.X, x.DType);
        ConvolutionKernel.For(ConvolutionPass.BackwardData, g, x.DType).BackwardData(x, weight, y);

        GradientNode? nx = tape.NodeOf(x), nw = tape.NodeOf(weight);
        if (nx is null && nw is null)
        {
            return y;
        }

        Tensor? xs = nw is null ? null : tape.Save(x), ws = nx is null ? null : tape.Save(weight);
        return tape.Record(y, dy =>
        {
            nw?.Add(WeightGradient(g, dy, xs!));
            if (nx is not null)
            {
                Tensor dx = new(g.Y, dy.DType);
                ConvolutionKernel.For(ConvolutionPass.Forward, g, dy.DType).Forward(dy, ws!, null, dx);
                nx.Add(dx);
            }
        });
    }

    private static Tensor InputGradient(ConvolutionGeometry g, Tensor dy, Tensor weight)
    {
        Tensor dx = new(g.X, dy.DType);
        ConvolutionKernel.For(ConvolutionPass.BackwardData, g, dy.DType).BackwardData(dy, weight, dx);
        return dx;
    }

    private static Tensor WeightGradient(ConvolutionGeometry g, Tensor x, Tensor dy)
    {
        Tensor dw = new(g.Weight);
        ConvolutionKernel.For(ConvolutionPass.BackwardWeights, g, dy.DType).BackwardWeights(x, dy, dw);
        return dw;
    }
}
