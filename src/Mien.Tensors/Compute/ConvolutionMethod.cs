namespace Mien.Tensors.Compute;

/// <summary>How a convolution is computed.</summary>
internal enum ConvolutionMethod
{
    /// <summary>The sum as it stands, activations as [N, H, W, C].</summary>
    Direct,

    /// <summary>The sum as it stands, activations in the layout that oneDNN likes best: blocks of channels.</summary>
    DirectInBlocks,

    /// <summary>
    /// F(4×4, 3×3) of Lavin and Gray 2016 ("Fast Algorithms for Convolutional Neural Networks"): a quarter of the
    /// multiplications. Single precision, blocks of 16 channels.
    /// </summary>
    Winograd,

    /// <summary>
    /// F(2×2, 3×3), our own: 4/9 of the multiplications, in bfloat16 (<see cref="WinogradConvolution"/>).
    /// </summary>
    WinogradInBFloat16,
}

/// <summary>
/// Which method is fastest, as measured: from the sizes, the type and the processor alone, so that a run repeats to the
/// bit.
/// </summary>
internal static class ConvolutionMethods
{
    /// <param name="pass">Which pass.</param>
    /// <param name="g">The sizes.</param>
    /// <param name="type">What the tensors hold.</param>
    public static ConvolutionMethod For(ConvolutionPass pass, ConvolutionGeometry g, DType type)
    {
        if (OverrunsOnChannelsLast(pass, g))
        {
            return ConvolutionMethod.DirectInBlocks;
        }

        if (!Engine.HasAvx512)
        {
            return PrefersBlocks(pass, g) ? ConvolutionMethod.DirectInBlocks : ConvolutionMethod.Direct;
        }

        return Can(ConvolutionMethod.WinogradInBFloat16, pass, g, type) && PrefersWinogradInBFloat16(g)
            ? ConvolutionMethod.WinogradInBFloat16
            : Can(ConvolutionMethod.Winograd, pass, g, type) && PrefersWinograd(pass, g, type)
                ? ConvolutionMethod.Winograd
            : ConvolutionMethod.Direct;
    }

    /// <summary>True for what the method computes on this processor.</summary>
    public static bool Can(ConvolutionMethod method, ConvolutionPass pass, ConvolutionGeometry g, DType type)
        => method switch
        {
            ConvolutionMethod.Winograd => Engine.HasAvx512 && g is { K: 3, Stride: 1, Padding: 1 } && g.C % 16 == 0
                && g.O % 16 == 0,
            ConvolutionMethod.WinogradInBFloat16 => WinogradConvolution.Fits(pass, g, type),
            _ => true,
        };

    /// <summary>
    /// The type that the method multiplies in: the tensors', where oneDNN has the kernel and it is right.
    /// </summary>
    public static DType Arithmetic(ConvolutionMethod method, ConvolutionPass pass, ConvolutionGeometry g, DType type)
        => type == DType.BFloat16 && Engine.HasBFloat16Primitives && method != ConvolutionMethod.Winograd
            && !IsWrongInBFloat16(pass, g)
            ? DType.BFloat16 : DType.Float32;

    // oneDNN 2.6 writes behind its scratch memory in the gradient of 1×1 weights of stride 2 with few inputs.
    private static bool OverrunsOnChannelsLast(ConvolutionPass pass, ConvolutionGeometry g)
        => pass == ConvolutionPass.BackwardWeights && g is { K: 1, Stride: > 1, C: < 16 };

    // oneDNN 2.6 on AVX-512: wrong numbers for an odd number of outputs and images of 30, 60, 120, 240 ... pixels.
    private static bool IsWrongInBFloat16(ConvolutionPass pass, ConvolutionGeometry g)
        => pass == ConvolutionPass.BackwardData && g.K == 1 && g.O % 2 == 1 && !long.IsPow2((long)g.OutH * g.OutW);

    // Measured with oneDNN 2.6 on AVX2: blocks of channels are up to twice as fast (six times for the gradient of
    // weights) and win the cost of two reorders back, except with few channels or with few pixels. The first layer of
    // a network, with its three channels, wins backward.
    private static bool PrefersBlocks(ConvolutionPass pass, ConvolutionGeometry g)
    {
        if (g.K == 1 || g.O < 8)
        {
            return false;
        }

        return g.C < 8
            ? pass != ConvolutionPass.Forward
            : pass == ConvolutionPass.BackwardWeights || (g.C >= 64 && g.O >= 64) || g.Stride > 1;
    }

    // Measured with oneDNN 2.6 on AVX-512, where the direct kernels are as fast on [N, H, W, C] as on blocks. Winograd
    // is two to three times as fast in single precision, reorders included, unless it sums over few channels, or there
    // are so few pixels that transforming the weights costs more than the sum. Direct kernels in bfloat16 compute at
    // twice the rate, so there it is for the gradient of weights with many channels only; those on AMX at four times,
    // and it does not win.
    private static bool PrefersWinograd(ConvolutionPass pass, ConvolutionGeometry g, DType type)
    {
        long pixels = (long)g.N * g.H * g.W;
        if (type == DType.BFloat16 && Engine.HasFastBFloat16)
        {
            return !Engine.HasAmx && pass == ConvolutionPass.BackwardWeights && pixels >= 1024
                && Math.Min(g.C, g.O) >= 128;
        }

        return pixels >= 512
            && (pass == ConvolutionPass.BackwardWeights || (pass == ConvolutionPass.Forward ? g.C : g.O) >= 32);
    }

    // Measured on AVX-512 with bfloat16 (Zen 4): 1.3 to 1.7 times as fast as direct; with 32 channels the transforms
    // cost what the products save, and with a few tiles the weights are too much to read.
    private static bool PrefersWinogradInBFloat16(ConvolutionGeometry g)
        => !Engine.HasAmx && (long)g.N * g.H * g.W >= 64 && Math.Min(g.C, g.O) >= 64;
}
