using System.Numerics.Tensors;
using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>Products of matrices, computed by oneDNN in float32.</summary>
public static unsafe class Linear
{
    /// <summary>y = x · weightᵀ + bias.</summary>
    /// <param name="x">[N, I], float32.</param>
    /// <param name="weight">[O, I], float32.</param>
    /// <param name="bias">[O], float32, or null.</param>
    /// <returns>[N, O], float32.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Dense(this Tensor x, Tensor weight, Tensor? bias = null)
    {
        Tape tape = Tape.For("Dense", x, weight, bias);
        Require.That(
            x.Shape.Rank == 2 && weight.Shape.Rank == 2 && x.Shape[1] == weight.Shape[1], "Dense",
            "x [N, I] and weight [O, I]", x, weight);
        Require.That(bias is null || bias.Shape == [weight.Shape[0]], "Dense", "bias [O]", weight, bias);
        Require.Float32("Dense", x, weight, bias);
        int n = x.Shape[0], i = x.Shape[1], o = weight.Shape[0];

        Tensor y = tape.New([n, o], DType.Float32);
        MatrixProduct.Run(x.F32, false, weight.F32, true, y.F32, n, o, i); // [N, I] · [I, O]
        if (bias is not null)
        {
            for (int row = 0; row < n; row++)
            {
                Span<float> line = new(y.F32 + (row * o), o);
                TensorPrimitives.Add(line, bias.Span, line);
            }
        }

        GradientNode? nx = tape.NodeOf(x), nw = tape.NodeOf(weight), nb = tape.NodeOf(bias);
        if (nx is null && nw is null && nb is null)
        {
            return y;
        }

        Tensor? xs = nw is null ? null : tape.Save(x), ws = nx is null ? null : tape.Save(weight);
        return tape.Record(y, dy =>
        {
            nb?.Add(ChannelSums.Over(dy));
            if (nw is not null)
            {
                Tensor dw = new([o, i]);
                MatrixProduct.Run(dy.F32, true, xs!.F32, false, dw.F32, o, i, n); // [O, N] · [N, I]
                nw.Add(dw);
            }

            if (nx is not null)
            {
                Tensor dx = new([n, i]);
                MatrixProduct.Run(dy.F32, false, ws!.F32, false, dx.F32, n, i, o); // [N, O] · [O, I]
                nx.Add(dx);
            }
        });
    }

    /// <summary>
    /// The Gram matrix of each item's features (Gatys et al. 2016, equation 3): G = Fᵀ·F / (C·H·W) with F [H·W, C].
    /// </summary>
    /// <param name="x">[N, H, W, C]</param>
    /// <returns>[N, C, C], float32.</returns>
    /// <exception cref="ArgumentException">x is not of rank 4.</exception>
    public static Tensor Gram(this Tensor x)
    {
        Tape tape = Tape.For("Gram", x);
        Require.That(x.Shape.Rank == 4, "Gram", "x [N, H, W, C]", x);
        int n = x.Shape[0], pixels = x.Shape[1] * x.Shape[2], c = x.Shape[3];
        float scale = 1f / ((float)pixels * c);

        Tensor g = tape.New([n, c, c], DType.Float32);
        Tensor f = x.DType == DType.Float32 ? x.Detach() : Elementwise.Convert(x, DType.Float32);
        MatrixProduct.Run(f.F32, true, f.F32, false, g.F32, c, c, pixels, n); // [C, HW] · [HW, C]
        TensorPrimitives.Multiply(g.Span, scale, new(g.F32, (int)g.Count));

        GradientNode? nx = tape.NodeOf(x);
        Tensor? fs = nx is null ? null : tape.Save(f);
        f.Dispose();
        if (nx is null)
        {
            return g;
        }

        DType type = x.DType;
        Shape shape = x.Shape;
        return tape.Record(g, dg =>
        {
            using Tensor both = new([n, c, c]); // dF = F · (dG + dGᵀ) · scale
            for (int item = 0; item < n; item++)
            {
                float* from = dg.F32 + ((long)item * c * c), to = both.F32 + ((long)item * c * c);
                for (int i = 0; i < c; i++)
                {
                    for (int j = 0; j < c; j++)
                    {
                        to[(i * c) + j] = (from[(i * c) + j] + from[(j * c) + i]) * scale;
                    }
                }
            }

            Tensor dx = new(shape);
            MatrixProduct.Run(fs!.F32, false, both.F32, false, dx.F32, pixels, c, c, n); // [HW, C] · [C, C]
            if (type != DType.Float32)
            {
                using Tensor wide = dx;
                dx = Elementwise.Convert(wide, type);
            }

            nx!.Add(dx);
        });
    }

    /// <summary>
    /// Σ over the kernel's positions of w²: what demodulation needs of a weight (Karras et al. 2020, equation 3).
    /// </summary>
    /// <param name="weight">[O, I, K, K], float32.</param>
    /// <returns>[O, I], float32.</returns>
    /// <exception cref="ArgumentException">The weight is not of rank 4.</exception>
    public static Tensor KernelEnergy(this Tensor weight)
    {
        Tape tape = Tape.For("KernelEnergy", weight);
        Require.That(weight.Shape.Rank == 4, "KernelEnergy", "weight [O, I, K, K]", weight);
        Require.Float32("KernelEnergy", weight);
        int taps = weight.Shape[2] * weight.Shape[3];
        Tensor y = tape.New([weight.Shape[0], weight.Shape[1]], DType.Float32);
        for (long i = 0; i < y.Count; i++)
        {
            y.F32[i] = TensorPrimitives.SumOfSquares(new ReadOnlySpan<float>(weight.F32 + (i * taps), taps));
        }

        if (tape.NodeOf(weight) is not { } node)
        {
            return y;
        }

        Tensor ws = tape.Save(weight);
        return tape.Record(y, dy =>
        {
            Tensor dw = new(ws.Shape);
            for (long i = 0; i < dw.Count; i++)
            {
                dw.F32[i] = 2 * ws.F32[i] * dy.F32[i / taps];
            }

            node.Add(dw);
        });
    }
}
