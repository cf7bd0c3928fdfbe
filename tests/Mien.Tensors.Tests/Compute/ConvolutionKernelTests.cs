using Mien.Tensors.Compute;

namespace Mien.Tensors.Tests.Compute;

public sealed class ConvolutionKernelTests
{
    /// <summary>
    /// Every method that the processor has, on sizes of real networks, against the plain one in float32.
    /// </summary>
    [Theory]
    [InlineData(1, 64, 64, 128, 256)]
    [InlineData(1, 16, 16, 512, 512)]
    [InlineData(4, 18, 23, 144, 128)]
    [InlineData(1, 128, 128, 32, 32)]
    public void Methods_AgainstDirectInFloat32_Agree(int n, int h, int w, int inputs, int outputs)
    {
        ConvolutionGeometry g = new(n, h, w, inputs, outputs, 3, 1, 1);
        foreach (ConvolutionPass pass in Enum.GetValues<ConvolutionPass>())
        {
            float[] expected = Run(ConvolutionMethod.Direct, pass, g, DType.Float32);
            foreach ((DType type, double tolerance) in new[] { (DType.Float32, 2e-6), (DType.BFloat16, 6e-3) })
            {
                foreach (ConvolutionMethod method in Enum.GetValues<ConvolutionMethod>()
                    .Where(m => ConvolutionMethods.Can(m, pass, g, type)))
                {
                    Error(expected, Run(method, pass, g, type))
                        .ShouldBeLessThan(tolerance, $"{method}, {pass}, {type}");
                }
            }
        }
    }

    /// <summary>
    /// Bias and ReLU, odd sizes, several pictures, chunks that do not divide them, and what must not be lost: a NaN.
    /// </summary>
    [Theory]
    [InlineData(2, 9, 7, 64, 80)]
    [InlineData(1, 1, 5, 64, 64)]
    [InlineData(3, 66, 64, 512, 64)]
    public void WinogradInBFloat16_WithBiasAndRelu_AgreesAndKeepsNaN(int n, int h, int w, int inputs, int outputs)
    {
        ConvolutionGeometry g = new(n, h, w, inputs, outputs, 3, 1, 1);
        if (!ConvolutionMethods.Can(ConvolutionMethod.WinogradInBFloat16, ConvolutionPass.Forward, g, DType.BFloat16))
        {
            return; // another processor: what it cannot compute is not chosen either
        }

        using Tensor wideX = Tensor.Normal(g.X, 1), weight = Tensor.Normal(g.Weight, 2),
            bias = Tensor.Normal([outputs], 3), expected = new(g.Y);
        // the last channel of the last pixel: in the products of the last 2×2 pixels
        wideX.WritableSpan[^1] = float.NaN;
        using Tensor x = Elementwise.Convert(wideX, DType.BFloat16), exactX = Elementwise.Convert(x, DType.Float32),
            y = new(g.Y, DType.BFloat16);
        ConvolutionKernel.For(
            ConvolutionMethod.Direct, ConvolutionPass.Forward, g, DType.Float32, bias: true,
            relu: true).Forward(exactX, weight, bias, expected);
        ConvolutionKernel.For(
            ConvolutionMethod.WinogradInBFloat16, ConvolutionPass.Forward, g, DType.BFloat16, bias: true,
            relu: true).Forward(x, weight, bias, y);
        float[] e = expected.ToArray(), a = y.ToArray();
        a[^1].ShouldBe(float.NaN);
        bool[] known = [.. a.Select(v => !float.IsNaN(v))];
        known.Count(k => !k).ShouldBeLessThanOrEqualTo(4 * 4 * outputs); // the tiles that see the pixel, no more
        Error([.. e.Where((_, i) => known[i])], [.. a.Where((_, i) => known[i])]).ShouldBeLessThan(6e-3);
    }

    private static float[] Run(ConvolutionMethod method, ConvolutionPass pass, ConvolutionGeometry g, DType type)
    {
        using Tensor wideX = Tensor.Normal(g.X, 1), weight = Tensor.Normal(g.Weight, 2), wideY = Tensor.Normal(g.Y, 3),
            dw = new(g.Weight);
        using Tensor x = Elementwise.Convert(wideX, type), y = Elementwise.Convert(wideY, type);
        ConvolutionKernel kernel = ConvolutionKernel.For(method, pass, g, type);
        switch (pass)
        {
            case ConvolutionPass.Forward:
                kernel.Forward(x, weight, null, y);
                return y.ToArray();
            case ConvolutionPass.BackwardData:
                kernel.BackwardData(y, weight, x);
                return x.ToArray();
            default:
                kernel.BackwardWeights(x, y, dw);
                return dw.ToArray();
        }
    }

    // Root mean square of the difference over that of the values.
    private static double Error(float[] expected, float[] actual)
        => Math.Sqrt(
            expected.Zip(actual, (e, a) => (e - a) * (double)(e - a)).Sum() / expected.Sum(e => e * (double)e));
}
