using Mien.Faces.Alignment;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Inversion;

/// <summary>
/// How much each place of a crop counts where eyes, brows and mouth are to count more than the rest: bells where the
/// frame of the model puts them, since it is cut by the eyes and the mouth (Karras et al. 2019, appendix A). Masks that
/// weigh a loss by place are those of Abdal et al. 2020 (Image2StyleGAN++, section 3.2).
/// </summary>
internal static class FaceWeights
{
    // By FFHQ's formula the eyes lie a quarter of its side from each other at 0.472 of its height, the mouth at 0.75.
    // The bells of the eyes are raised so that they take the brows in.
    private static readonly (float X, float Y, float Width, float Height)[] _ffhq =
        [(0.375f, 0.445f, 0.075f, 0.06f), (0.625f, 0.445f, 0.075f, 0.06f), (0.5f, 0.75f, 0.1f, 0.07f)];

    // In the close frame 0.294 apart at 0.3 of its height, the mouth at 0.605.
    private static readonly (float X, float Y, float Width, float Height)[] _close =
        [(0.353f, 0.27f, 0.088f, 0.07f), (0.647f, 0.27f, 0.088f, 0.07f), (0.5f, 0.61f, 0.118f, 0.082f)];

    /// <summary>
    /// Square roots of the weights, to multiply both pictures or features with before their difference is squared.
    /// </summary>
    /// <param name="shape">[N, S, S, C] of what is to be weighed.</param>
    /// <param name="type">Its type.</param>
    /// <param name="weight">How much more the middle of a bell counts than what lies far from all, 0 or more.</param>
    /// <param name="frame">The model's square.</param>
    /// <returns>[S, S, C]; the mean of their squares is 1. The caller disposes it.</returns>
    public static Tensor Roots(Shape shape, DType type, float weight, FaceFrame frame = FaceFrame.Ffhq)
    {
        (float X, float Y, float Width, float Height)[] bells = frame == FaceFrame.Close ? _close : _ffhq;
        (int size, int channels) = (shape[1], shape[3]);
        float[] places = new float[size * size];
        for (int i = 0; i < places.Length; i++)
        {
            float x = ((i % size) + 0.5f) / size, y = ((i / size) + 0.5f) / size;
            places[i] = 1 + (weight * bells.Max(bell => Bell((x - bell.X) / bell.Width, (y - bell.Y) / bell.Height)));
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
