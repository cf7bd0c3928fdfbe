using System.Collections.Concurrent;

namespace Mien.Tensors.Compute;

/// <summary>
/// The sizes of a convolution: x [N, H, W, C], weight [O, C, K, K], y [N, OutH, OutW, O]. A transposed convolution is
/// the backward pass of one of these, so its input is y and its output x.
/// </summary>
internal readonly record struct ConvolutionGeometry(int N, int H, int W, int C, int O, int K, int Stride, int Padding)
{
    public int OutH => ((H + (2 * Padding) - K) / Stride) + 1;

    public int OutW => ((W + (2 * Padding) - K) / Stride) + 1;

    public Shape X => [N, H, W, C];

    public Shape Y => [N, OutH, OutW, O];

    public Shape Weight => [O, C, K, K];

    public override string ToString() => $"x {X}, weight {Weight}, stride {Stride}, padding {Padding}";
}

/// <summary>Which of the three passes of a convolution.</summary>
internal enum ConvolutionPass
{
    /// <summary>x, w → y.</summary>
    Forward,

    /// <summary>dy, w → dx.</summary>
    BackwardData,

    /// <summary>x, dy → dw.</summary>
    BackwardWeights,
}

/// <summary>One pass of a convolution of one size, compiled once. Images go in and come out as [N, H, W, C].</summary>
internal abstract class ConvolutionKernel
{
    private static readonly ConcurrentDictionary<Key, Lazy<ConvolutionKernel>> _cache = new();

    public static ConvolutionKernel For(
        ConvolutionPass pass, ConvolutionGeometry geometry, DType type, bool bias = false, bool relu = false)
        => For(ConvolutionMethods.For(pass, geometry, type), pass, geometry, type, bias, relu);

    /// <summary>The kernel of a given method, whether or not it is the fastest.</summary>
    public static ConvolutionKernel For(
        ConvolutionMethod method, ConvolutionPass pass, ConvolutionGeometry geometry, DType type, bool bias = false,
        bool relu = false)
        => _cache.GetOrAdd(
            new(method, pass, geometry, type, bias, relu, Engine.Threads), key => new(() => Create(key))).Value;

    /// <summary>y = relu?(w ⋆ x + bias?).</summary>
    public abstract void Forward(Tensor x, Tensor weight, Tensor? bias, Tensor y);

    /// <summary>dx = wᵀ ⋆ dy; also the forward pass of a transposed convolution.</summary>
    public abstract void BackwardData(Tensor dy, Tensor weight, Tensor dx);

    /// <summary>dw [O, C, K, K], float32.</summary>
    public abstract void BackwardWeights(Tensor x, Tensor dy, Tensor dw);

    private static ConvolutionKernel Create(Key key) => key.Method == ConvolutionMethod.WinogradInBFloat16
        ? new WinogradConvolution(key.Pass, key.Geometry, key.Relu)
        : new PrimitiveConvolution(key.Method, key.Pass, key.Geometry, key.Type, key.Bias, key.Relu);

    // oneDNN divides the work and sizes its scratch memory when it compiles: another number of threads is another
    // primitive.
    private readonly record struct Key(
        ConvolutionMethod Method, ConvolutionPass Pass, ConvolutionGeometry Geometry, DType Type, bool Bias, bool Relu,
        int Threads);
}
