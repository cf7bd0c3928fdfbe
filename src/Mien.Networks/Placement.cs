using Mien.Tensors;

namespace Mien.Networks;

/// <summary>
/// How a picture is moved while it is painted, by a generator that can (Karras et al. 2021, section 3.2).
/// </summary>
/// <param name="Rotation">Degrees counter-clockwise, about the middle of the picture.</param>
/// <param name="Right">Shift to the right after that, in widths of the picture.</param>
/// <param name="Down">Shift downwards after that, in heights of the picture.</param>
public sealed record Placement(float Rotation = 0, float Right = 0, float Down = 0)
{
    /// <summary>
    /// What leads from the moved picture to the generator's input: a transform times the inverse of this move.
    /// </summary>
    /// <param name="transform">[3, 3]: from the picture to the input.</param>
    /// <returns>[3, 3], which the caller disposes.</returns>
    internal Tensor Inverse(Tensor transform)
    {
        // The move is [[cos, sin, right], [−sin, cos, down]] where y points down; its inverse turns the shift back,
        // too.
        (double sine, double cosine) = Math.SinCos(Rotation * Math.PI / 180);
        double[] inverse = [cosine, -sine, (sine * Down) - (cosine * Right), sine, cosine,
            -(sine * Right) - (cosine * Down), 0, 0, 1];
        ReadOnlySpan<float> t = transform.Span;
        float[] product = new float[9];
        for (int i = 0; i < 9; i++)
        {
            double sum = 0;
            for (int k = 0; k < 3; k++)
            {
                sum += t[(i / 3 * 3) + k] * inverse[(k * 3) + (i % 3)];
            }

            product[i] = (float)sum;
        }

        return Tensor.From(product, [3, 3]);
    }
}
