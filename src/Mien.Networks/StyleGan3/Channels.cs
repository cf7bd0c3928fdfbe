using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan3;

/// <summary>
/// Channels that are added so that their number is a multiple of 16, for which convolutions are much faster. Their
/// weights, styles and biases are 0, so they hold zeros throughout.
/// </summary>
internal static class Channels
{
    private const int Multiple = 16;

    /// <summary>The number with those that are added.</summary>
    public static int Padded(int channels) => (channels + Multiple - 1) / Multiple * Multiple;

    /// <summary>A tensor with zeros behind the end of an axis.</summary>
    public static Tensor Pad(this Tensor x, int axis, int length)
    {
        if (x.Shape[axis] == length)
        {
            return x.Reshape(x.Shape); // a handle of its own: what is prepared from a weight is disposed
        }

        int[] rest = x.Shape.ToArray();
        rest[axis] = length - x.Shape[axis];
        Tensor zeros = Tensor.Zeros(Shape.Of(rest));
        try
        {
            return new[] { x, zeros }.Concat(axis);
        }
        finally
        {
            zeros.Dispose();
        }
    }
}
