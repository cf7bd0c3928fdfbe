using Mien.Tensors.Compute;

namespace Mien.Tensors.Tests.Compute;

public sealed class ConvolutionKernelTests
{
    /// <summary>Every method that the processor has, on sizes of real networks, against the plain one in float32.</summary>
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
            foreach (ConvolutionMethod method in Enum.GetValues<ConvolutionMethod>().Where(m => m != ConvolutionMethod.Winograd || ConvolutionMethods.IsForWinograd(g)))
            {
                Error(expected, Run(method, pass, g, DType.Float32)).ShouldBeLessThan(2e-6, $"{method}, {pass}, float32");
                Error(expected, Run(method, pass, g, DType.BFloat16)).ShouldBeLessThan(6e-3, $"{method}, {pass}, bfloat16");
            }
        }
    }

    private static float[] Run(ConvolutionMethod method, ConvolutionPass pass, ConvolutionGeometry g, DType type)
    {
        using Tensor wideX = Tensor.Normal(g.X, 1), weight = Tensor.Normal(g.Weight, 2), wideY = Tensor.Normal(g.Y, 3), dw = new(g.Weight);
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
        => Math.Sqrt(expected.Zip(actual, (e, a) => (e - a) * (double)(e - a)).Sum() / expected.Sum(e => e * (double)e));
}
