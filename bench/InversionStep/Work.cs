using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;

namespace InversionStep;

/// <summary>Floating-point operations of the convolutions, a multiplication and an addition counted as two.</summary>
internal static class Work
{
    /// <summary>Forward and backward to the activations, which is as much again; weights get no gradient.</summary>
    public static double OfStep(int size) => 2 * (OfSynthesis(size) + OfFeatures());

    public static double OfConvolution(double pixels, int inputs, int outputs, int kernel)
        => 2 * pixels * inputs * outputs * kernel * kernel;

    private static double OfSynthesis(int resolution)
    {
        IReadOnlyList<int> channels = StyleGan2Architecture.ConfigurationF(resolution);
        double total = 0;
        for (int level = 0; level < channels.Count; level++)
        {
            double pixels = Math.Pow(4 << level, 2);
            total += OfConvolution(pixels, channels[level], channels[level], 3) + OfConvolution(
                pixels, channels[level], 3, 1);
            // transposed: per input pixel
            total += level == 0 ? 0 : OfConvolution(pixels / 4, channels[level - 1], channels[level], 3);
        }

        return total;
    }

    private static double OfFeatures()
    {
        double total = 0, side = 256;
        int inputs = 3;
        Vgg16Architecture vgg = new();
        for (int block = 0; block < 3; block++, side /= 2)
        {
            for (int i = 0; i < Vgg16Architecture.Depths[block]; i++)
            {
                total += OfConvolution(side * side, inputs, vgg.Widths[block], 3);
                inputs = vgg.Widths[block];
            }
        }

        return total;
    }
}
