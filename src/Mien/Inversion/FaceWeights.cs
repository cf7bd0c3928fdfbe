using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Inversion;

/// <summary>
/// How much each place of a crop counts where eyes, brows and mouth are to count more than the rest: bells where the frame of
/// FFHQ puts them, since it is cut by the eyes and the mouth (Karras et al. 2019, appendix A). Masks that weigh a loss by place
/// are those of Abdal et al. 2020 (Image2StyleGAN++, section 3.2).
/// </summary>
internal static class FaceWeights
{
    // By the frame's formula the eyes lie a quarter of its side from each other at 0.472 of its height, the mouth at 0.75. The
    // bells of the eyes are raised so that they take the brows in.
    private static readonly (float X, float Y, float Width, float Height)[] _bells =
        [(0.375f, 0.445f, 0.075f, 0.06f), (0.625f, 0.445f, 0.075f, 0.06f), (0.5f, 0.75f, 0.1f, 0.07f)];

    /// <summary>Square roots of the weights, to multiply both pictures or features with before their difference is squared.</summary>
    /// <param name="shape">[N, S, S, C] of what is to be weighed.</param>
    /// <param name="type">Its type.</param>
    /// <param name="weight">How much more the middle of a bell counts than what lies far from all, 0 or more.</param>
    /// <returns>[S, S, C]; the mean of their squares is 1. The caller disposes it.</returns>
    public static Tensor Roots(Shape shape, DType type, float weight)
    {
        (int size, int channels) = (shape[1], shape[3]);
        float[] places = new float[size * size];
        for (int i = 0; i < places.Length; i++)
        {
            float x = ((i % size) + 0.5f) / size, y = ((i / size) + 0.5f) / size;
            places[i] = 1 + (weight * _bells.Max(bell => Bell((x - bell.X) / bell.Width, (y - bell.Y) / bell.Height)));
        }

        float mean = places.Average();
        using Tensor roots = new([size, size, channels]);
        for (int i = 0; i < places.Length; i++)
        {
            roots.WritableSpan.Slice(i * channels, channels).Fill(MathF.Sqrt(places[i] / mean));
        }

        using Tape tape = new();
        return roots.To(type).Detach();
    }

    private static float Bell(float across, float down) => MathF.Exp(-0.5f * ((across * across) + (down * down)));
}
