using Mien.Faces.Images;
using Mien.Models;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Transfer;

namespace Mien.Evaluation;

/// <summary>How close the picture of found style vectors is to the face.</summary>
internal static class ReconstructionQuality
{
    private static readonly VggLayer[] _taps =
        [VggLayer.Block1Conv2, VggLayer.Block2Conv2, VggLayer.Block3Conv3, VggLayer.Block4Conv3, VggLayer.Block5Conv3];

    /// <summary>Peak signal-to-noise ratio of 8-bit pictures, dB.</summary>
    public static double Psnr(Image a, Image b)
    {
        double square = a.Pixels.ToArray().Zip(b.Pixels.ToArray(), (x, y) => Math.Pow(x - y, 2)).Average();
        return 10 * Math.Log10(255 * 255 / Math.Max(square, 1e-10));
    }

    /// <summary>
    /// LPIPS (Zhang et al. 2018, equation 1) with the weights of the model; with all weights 1 where it has none.
    /// </summary>
    public static double Lpips(FaceModel model, Image a, Image b)
    {
        using Tape tape = new();
        using Tensor x = Pixels.ToTensor(a), y = Pixels.ToTensor(b);
        if (model.Perceptual.Lpips is { } lpips)
        {
            return lpips.Distance(PerceptualDistance.Seen(x, model.Generator.Resolution), PerceptualDistance.Seen(y, model.Generator.Resolution)).Item;
        }

        IReadOnlyList<Tensor> fx = Features(x), fy = Features(y);
        return fx.Zip(fy, (p, q) => (double)p.UnitNorm().SumSquaredDifference(q.UnitNorm()).Item / (p.Count / p.Shape[3])).Sum();

        IReadOnlyList<Tensor> Features(Tensor image) =>
            model.Perceptual.Features(PerceptualDistance.Seen(image, model.Generator.Resolution), _taps, Precision.Float32);
    }
}
