using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Training.Generators;

/// <summary>How far painted portraits are from drawn ones: in pixels at every size, and in features.</summary>
/// <param name="perceptual">The frozen network, or null to compare pixels alone; it stays the caller's.</param>
/// <param name="perceptualWeight">Weight of the features.</param>
/// <param name="precision">The numbers that features are kept in.</param>
internal sealed class PortraitLoss(Vgg16? perceptual, float perceptualWeight, Precision precision)
{
    private static readonly VggLayer[] _taps = [VggLayer.Block1Conv2, VggLayer.Block2Conv2, VggLayer.Block3Conv3];

    /// <summary>The mean absolute difference, averaged over the sizes: a scalar.</summary>
    /// <param name="images">The skip image at every size, smallest first: [N, s, s, 3].</param>
    /// <param name="target">[N, S, S, 3], of the last size.</param>
    public static Tensor Pixels(IReadOnlyList<Tensor> images, Tensor target)
    {
        Tensor? sum = null;
        foreach (Tensor image in images)
        {
            int size = image.Shape[1];
            Tensor difference = image.MeanAbsoluteDifference(target.Shape[1] == size ? target : target.Resize(size, size, Interpolation.Area));
            sum = sum?.Plus(difference) ?? difference;
        }

        return sum!.Times(1f / images.Count);
    }

    /// <summary>The mean absolute difference over the middle of the picture, from the brows to the chin, where expressions are: a scalar.</summary>
    public static Tensor Face(Tensor image, Tensor target)
    {
        return Middle(image).MeanAbsoluteDifference(Middle(target));

        static Tensor Middle(Tensor x)
        {
            int size = x.Shape[1];
            return x.Slice(1, size * 5 / 16, size * 10 / 16).Slice(2, size * 4 / 16, size * 8 / 16);
        }
    }

    /// <summary>The squared difference of features scaled to unit length, summed over three layers; 0 without a network.</summary>
    public Tensor? Features(Tensor image, Tensor target)
    {
        if (perceptual is null || perceptualWeight == 0)
        {
            return null;
        }

        IReadOnlyList<Tensor> a = perceptual.Features(Vgg16.FromSigned(image), _taps, precision), b = perceptual.Features(Vgg16.FromSigned(target), _taps, precision);
        Tensor? sum = null;
        for (int i = 0; i < a.Count; i++)
        {
            // The mean over places of the squared distance of unit vectors (Zhang et al. 2018, equation 1, all weights 1).
            Tensor distance = a[i].UnitNorm().SumSquaredDifference(b[i].UnitNorm()).Times(perceptualWeight / (a[i].Count / a[i].Shape[3]));
            sum = sum?.Plus(distance) ?? distance;
        }

        return sum;
    }
}
