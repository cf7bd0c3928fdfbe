using Mien.Tensors;

namespace Mien.Networks.Tests;

/// <summary>How far one image is from another.</summary>
internal static class Quality
{
    /// <summary>Peak signal-to-noise ratio in dB of images nominally in [−1, 1].</summary>
    public static double Psnr(Tensor image, Tensor reference)
    {
        double squares = image.ToArray().Zip(reference.ToArray(), (a, b) => (double)(a - b) * (a - b)).Average();
        return 10 * Math.Log10(4 / squares);
    }
}
