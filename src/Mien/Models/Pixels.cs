using Mien.Faces.Images;
using Mien.Tensors;

namespace Mien.Models;

/// <summary>Between 8-bit pictures and the values in [−1, 1] that networks see and paint.</summary>
public static class Pixels
{
    /// <summary>The value of a level of 0 to 255: v / 127.5 − 1.</summary>
    public static float FromLevel(byte level) => (level / 127.5f) - 1;

    /// <summary>The level of a value: (v + 1) · 127.5, rounded to the nearest, clamped to 0-255.</summary>
    public static byte ToLevel(float value) => (byte)Math.Clamp(MathF.Round((value + 1) * 127.5f), 0, 255);

    /// <summary>A picture as [1, H, W, 3].</summary>
    public static Tensor ToTensor(Image image)
    {
        ReadOnlySpan<byte> from = image.Pixels.Span;
        Tensor tensor = new([1, image.Height, image.Width, 3]);
        Span<float> to = tensor.WritableSpan;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = FromLevel(from[i]);
        }

        return tensor;
    }

    /// <summary>One item of [N, H, W, 3] as a picture.</summary>
    /// <exception cref="ComputeException">A value is not finite: it would be black.</exception>
    public static Image ToImage(Tensor images, int item = 0)
    {
        (int height, int width) = (images.Shape[1], images.Shape[2]);
        return ToImage(images.Span.Slice(item * height * width * 3, height * width * 3), width, height);
    }

    /// <summary>[N, S, S, 3] as pictures.</summary>
    public static IReadOnlyList<Image> ToImages(ReadOnlySpan<float> values, int size)
    {
        List<Image> images = [];
        for (int length = size * size * 3, at = 0; at + length <= values.Length; at += length)
        {
            images.Add(ToImage(values.Slice(at, length), size, size));
        }

        return images;
    }

    /// <summary>Peak signal-to-noise ratio of two pictures of one size, dB.</summary>
    public static double Psnr(Image a, Image b)
    {
        ReadOnlySpan<byte> x = a.Pixels.Span, y = b.Pixels.Span;
        double squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            squares += (x[i] - y[i]) * (x[i] - y[i]);
        }

        return Psnr(squares / x.Length / (127.5 * 127.5));
    }

    /// <summary>Peak signal-to-noise ratio, dB, of a mean square of differences between values in [−1, 1].</summary>
    public static double Psnr(double meanSquare) => 10 * Math.Log10(4 / Math.Max(meanSquare, 1e-14));

    private static Image ToImage(ReadOnlySpan<float> from, int width, int height)
    {
        byte[] to = new byte[from.Length];
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = float.IsFinite(from[i])
                ? ToLevel(from[i])
                : throw new ComputeException(
                    "the generated picture holds values that are not finite: the weights or style vectors are damaged, or too large for bfloat16; try float32");
        }

        return new(width, height, to);
    }
}
