using Mien.Faces.Images;
using Mien.Tensors;

namespace Mien.Transfer;

/// <summary>Between 8-bit pictures and the tensors that generators make.</summary>
public static class Pixels
{
    /// <summary>A square picture as [1, S, S, 3] in [−1, 1]: v / 127.5 − 1.</summary>
    public static Tensor ToTensor(Image image)
    {
        ReadOnlySpan<byte> from = image.Pixels.Span;
        Tensor tensor = new([1, image.Height, image.Width, 3]);
        Span<float> to = tensor.WritableSpan;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = (from[i] / 127.5f) - 1;
        }

        return tensor;
    }

    /// <summary>One item of [N, H, W, 3] as a picture: (v + 1) · 127.5, rounded, clamped to 0-255.</summary>
    /// <exception cref="ComputeException">A value is not finite: it would be black.</exception>
    public static Image ToImage(Tensor images, int item = 0)
    {
        (int height, int width) = (images.Shape[1], images.Shape[2]);
        ReadOnlySpan<float> from = images.Span.Slice(item * height * width * 3, height * width * 3);
        byte[] to = new byte[from.Length];
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = float.IsFinite(from[i])
                ? (byte)Math.Clamp(MathF.Round((from[i] + 1) * 127.5f), 0, 255)
                : throw new ComputeException("the generated picture holds values that are not finite: the weights or style vectors are damaged, or too large for bfloat16; try float32");
        }

        return new(width, height, to);
    }
}
