using Mien.Faces.Images;
using Mien.Models;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Evaluation;

/// <summary>How close the picture of found style vectors is to the face.</summary>
internal static class ReconstructionQuality
{
    private static readonly VggLayer[] _taps =
        [VggLayer.Block1Conv2, VggLayer.Block2Conv2, VggLayer.Block3Conv3, VggLayer.Block4Conv3, VggLayer.Block5Conv3];

    /// <summary>
    /// LPIPS (Zhang et al. 2018, equation 1) with the weights of the model; with all weights 1 where it has none.
    /// </summary>
    public static double Lpips(FaceModel model, Image a, Image b)
    {
        using Tape tape = new();
        using Tensor x = Pixels.ToTensor(a), y = Pixels.ToTensor(b);
        if (model.Perceptual.Lpips is { } lpips)
        {
            return lpips.Distance(
                PerceptualDistance.ToInputSize(x, model.Generator.Resolution),
                PerceptualDistance.ToInputSize(y, model.Generator.Resolution)).Item;
        }

        IReadOnlyList<Tensor> fx = Features(x), fy = Features(y);
        return fx.Zip(
            fy, (p, q) => (double)p.UnitNorm().SumSquaredDifference(q.UnitNorm()).Item / (p.Count / p.Shape[3])).Sum();

        IReadOnlyList<Tensor> Features(Tensor image) =>
            model.Perceptual.Features(
                PerceptualDistance.ToInputSize(image, model.Generator.Resolution), _taps, Precision.Float32);
    }
}
