using Mien.Tensors.Ops;
using Mien.Tensors.Tests.Oracle;
using static Mien.Tensors.Tests.Input;

namespace Mien.Tensors.Tests.Ops;

/// <summary>Weights are small and biases large where a ReLU follows, so that rounding never flips a unit.</summary>
public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(1, 2, null)]
    [InlineData(3, 1, null)]
    [InlineData(3, 2, null)]
    [InlineData(3, 2, 0)]
    [InlineData(3, 3, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(4, 2, 1)]
    [InlineData(5, 1, null)]
    [InlineData(3, 1, 3)]
    public void Conv2d_AgainstSlow_Agrees(int kernel, int stride, int? padding) => OpCheck.BothTypes(
        t => t[0].Conv2d(t[1], t[2], stride, padding), g => Slow.Conv2d(g[0], g[1], g[2], stride, padding),
        Activation(2, 7, 6, 5), Parameter(6, 5, kernel, kernel).Times(0.2), Parameter(6));

    /// <summary>
    /// Each compiled at its first use, at the same time as others: one or two of ten thousand were wrong once.
    /// </summary>
    [Fact]
    public void Conv2d_OfNewSizesOnSeveralThreads_AgreesInBothTypes() => Parallel.For(0, 3, thread =>
    {
        Random random = new(thread);
        for (int i = 0; i < 1000; i++)
        {
            (int n, int h, int w) = (random.Next(1, 4), random.Next(4, 14), random.Next(4, 14));
            (int inputs, int outputs, int kernel, int stride, int padding) =
                (random.Next(1, 20), random.Next(1, 20), random.Next(1, 5), random.Next(1, 3), random.Next(0, 2));
            using Tape tape = new();
            Tensor x = Tensor.Normal([n, h, w, inputs], random.Next()).To(DType.BFloat16);
            Tensor weight = Tensor.Normal([outputs, inputs, kernel, kernel], random.Next()).To(DType.BFloat16)
                .To(DType.Float32);
            float[] one = x.Conv2d(weight, null, stride, padding).ToArray(),
                other = x.To(DType.Float32).Conv2d(weight, null, stride, padding).ToArray();
            float largest = other.Max(Math.Abs), apart = one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
            apart.ShouldBeLessThanOrEqualTo(
                0.02f * largest, $"[{n}, {h}, {w}, {inputs}] to {outputs}, kernel {kernel}, stride {stride}, padding {padding}");
        }
    });

    [Fact]
    public void Conv2d_WithoutBias_Agrees() => OpCheck.BothTypes(
        t => t[0].Conv2d(t[1]), g => Slow.Conv2d(g[0], g[1]), Activation(1, 5, 9, 3), Parameter(4, 3, 3, 3));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void Conv2d_WithFusedRelu_Agrees(int kernel, int stride) => OpCheck.BothTypes(
        t => t[0].Conv2d(t[1], t[2], stride, relu: true), g => Slow.Conv2d(g[0], g[1], g[2], stride, relu: true),
        Activation(2, 6, 5, 4), Parameter(7, 4, kernel, kernel).Times(0.1), Parameter(7).Signs(1.5));

    [Theory]
    [InlineData(8, 8, 1)]
    [InlineData(16, 24, 2)]
    [InlineData(64, 64, 1)]
    [InlineData(67, 65, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(3, 64, 1)]
    [InlineData(64, 3, 1)]
    public void Conv2d_OnOtherChannels_Agrees(int inputs, int outputs, int stride) => OpCheck.Sampled(
        t => t[0].Conv2d(t[1], t[2], stride), g => Slow.Conv2d(g[0], g[1], g[2], stride),
        Activation(2, 4, 3, inputs), Parameter(outputs, inputs, 3, 3).Times(0.1), Parameter(outputs));

    /// <summary>
    /// Enough pixels and channels for Winograd's method where there is one, on whole and on broken tiles.
    /// </summary>
    [Theory]
    [InlineData(1, 24, 24, 32, 32)]
    [InlineData(2, 17, 16, 32, 16)]
    [InlineData(2, 13, 21, 16, 48)]
    [InlineData(33, 4, 4, 48, 32)]
    public void Conv2d_OnManyPixels_Agrees(int n, int h, int w, int inputs, int outputs) => OpCheck.Sampled(
        t => t[0].Conv2d(t[1], t[2], relu: true), g => Slow.Conv2d(g[0], g[1], g[2], relu: true),
        Activation(n, h, w, inputs), Parameter(outputs, inputs, 3, 3).Times(0.02), Parameter(outputs).Signs(1.5));

    /// <summary>Sizes on which kernels of oneDNN give wrong numbers or write where they must not.</summary>
    [Theory]
    [InlineData(6, 5, 4, 3, 1)]
    [InlineData(12, 20, 5, 1, 1)]
    [InlineData(20, 24, 3, 7, 2)]
    [InlineData(16, 16, 1, 3, 2)]
    [InlineData(24, 24, 12, 5, 2)]
    public void Conv2d_OnOnePixelKernels_Agrees(int h, int w, int inputs, int outputs, int stride) => OpCheck.Sampled(
        t => t[0].Conv2d(t[1], null, stride), g => Slow.Conv2d(g[0], g[1], null, stride),
        Activation(2, h, w, inputs), Parameter(outputs, inputs, 1, 1));

    [Fact]
    public void Conv2d_OnOnePixel_Agrees() => OpCheck.BothTypes(
        t => t[0].Conv2d(t[1]), g => Slow.Conv2d(g[0], g[1]), Activation(3, 1, 1, 9), Parameter(5, 9, 3, 3));

    [Theory]
    [InlineData(3, 2, 0)]
    [InlineData(4, 2, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 3, 0)]
    public void ConvTranspose2d_AgainstSlow_Agrees(int kernel, int stride, int padding) => OpCheck.BothTypes(
        t => t[0].ConvTranspose2d(t[1], stride, padding), g => Slow.ConvTranspose2d(g[0], g[1], stride, padding),
        Activation(2, 5, 4, 6), Parameter(6, 5, kernel, kernel));

    [Theory]
    [InlineData(8, 16)]
    [InlineData(64, 67)]
    [InlineData(1, 1)]
    public void ConvTranspose2d_OnOtherChannels_Agrees(int inputs, int outputs) => OpCheck.Sampled(
        t => t[0].ConvTranspose2d(t[1]), g => Slow.ConvTranspose2d(g[0], g[1]),
        Activation(2, 3, 2, inputs), Parameter(inputs, outputs, 3, 3).Times(0.2));
}
