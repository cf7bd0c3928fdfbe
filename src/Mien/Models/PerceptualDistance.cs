using Mien.Networks.Lpips;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Models;

/// <summary>The frozen network that says how far two pictures are apart (Yang and Lim 2019, section 3.2).</summary>
/// <param name="vgg">VGG16, or a narrower network with its thirteen convolutions; taken over.</param>
/// <param name="lpips">LPIPS on such a network, or null where its weights are not there; taken over.</param>
public sealed class PerceptualDistance(Vgg16 vgg, LpipsDistance? lpips = null) : IDisposable
{
    /// <summary>
    /// The layer of the paper's distance: index 9 in the numbering of Keras, which is block3_conv3 after its ReLU.
    /// </summary>
    public const VggLayer Layer = VggLayer.Block3Conv3;

    /// <summary>Edge in pixels of the picture that the distance looks at.</summary>
    public const int Size = 256;

    /// <summary>LPIPS, or null where its weights are not there.</summary>
    public LpipsDistance? Lpips => lpips;

    /// <summary>
    /// The picture at the size that the distance looks at, reduced by area; smaller ones stay as they are.
    /// </summary>
    /// <param name="images">[N, S, S, 3] in [−1, 1].</param>
    /// <param name="resolution">The model's own size, where that is below <see cref="Size"/>.</param>
    public static Tensor ToInputSize(Tensor images, int resolution)
    {
        int size = Math.Min(Size, resolution);
        return images.Shape[1] == size
            ? images : images.Resize(size, size, images.Shape[1] > size ? Interpolation.Area : Interpolation.Bilinear);
    }

    /// <summary>Features after the ReLU of each layer asked for, in that order.</summary>
    /// <param name="seen">[N, S, S, 3] in [−1, 1].</param>
    /// <param name="layers">Which.</param>
    /// <param name="precision">The numbers that activations are kept in.</param>
    public IReadOnlyList<Tensor> Features(Tensor seen, IReadOnlyList<VggLayer> layers, Precision precision)
        => vgg.Features(Vgg16.FromSigned(seen), layers, precision);

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        vgg.Dispose();
        lpips?.Dispose();
    }
}
