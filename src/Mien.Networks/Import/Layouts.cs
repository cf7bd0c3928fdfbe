using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// The ways between the layouts of TensorFlow and PyTorch. A tensor of another rank stays as it is, to be refused by
/// its shape.
/// </summary>
internal static class Layouts
{
    /// <summary>[a, b] to [b, a].</summary>
    public static StridedTensor? Transposed(this StridedTensor? tensor)
        => tensor is { Shape.Count: 2 } ? tensor.Permute(1, 0) : tensor;

    /// <summary>[k, k, in, out] to [out, in, k, k].</summary>
    public static StridedTensor? ToOutInKernel(this StridedTensor? tensor)
        => tensor is { Shape.Count: 4 } ? tensor.Permute(3, 2, 0, 1) : tensor;
}
