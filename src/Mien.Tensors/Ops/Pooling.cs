using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>Pooling, computed by oneDNN.</summary>
public static class Pooling
{
    /// <summary>The maximum of each 2×2 window; an odd last row or column is left out.</summary>
    /// <param name="x">[N, H, W, C], H and W at least 2.</param>
    /// <returns>[N, ⌊H/2⌋, ⌊W/2⌋, C], in the type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">x is not of rank 4, or smaller than 2×2.</exception>
    public static Tensor MaxPool2(this Tensor x)
    {
        Tape tape = Tape.For("MaxPool2", x);
        Require.That(
            x.Shape.Rank == 4 && x.Shape[1] >= 2 && x.Shape[2] >= 2, "MaxPool2",
            "x [N, H, W, C] of at least 2×2 pixels", x);
        DType inner = Engine.HasBFloat16Primitives ? x.DType : DType.Float32;
        MaxPoolKernel kernel = MaxPoolKernel.For(x.Shape, inner);
        Tensor y = tape.New([x.Shape[0], x.Shape[1] / 2, x.Shape[2] / 2, x.Shape[3]], x.DType);
        using Tensor workspace = new(new Storage(kernel.WorkspaceBytes), y.Shape, DType.BFloat16);
        using (Tensor from = As(x, inner), to = inner == y.DType ? y.Detach() : new Tensor(y.Shape, inner))
        {
            kernel.Forward(from, to, workspace);
            if (inner != y.DType)
            {
                Elementwise.Convert(to, y);
            }
        }

        if (tape.NodeOf(x) is not { } nx)
        {
            return y;
        }

        Tensor places = tape.Save(workspace);
        Shape shape = x.Shape;
        return tape.Record(y, dy =>
        {
            using Tensor from = As(dy, inner);
            using Tensor dx = new(shape, inner);
            kernel.Backward(from, places, dx);
            nx.Add(As(dx, dy.DType));
        });
    }

    private static Tensor As(Tensor x, DType type) => x.DType == type ? x.Detach() : Elementwise.Convert(x, type);
}
