using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Training.Perceptual;

/// <summary>
/// From features to parameters, linearly: the mean of each block's last features, and the last block's features on a
/// coarse grid. It is thrown away when the network has learnt.
/// </summary>
internal sealed class ParameterHead : IDisposable
{
    private const int Grid = 4;

    /// <summary>The layers that it reads.</summary>
    public static readonly VggLayer[] Taps =
        [VggLayer.Block1Conv2, VggLayer.Block2Conv2, VggLayer.Block3Conv3, VggLayer.Block4Conv3, VggLayer.Block5Conv3];

    private readonly Tensor _weight;
    private readonly Tensor _bias;

    public ParameterHead(IReadOnlyList<int> widths, int outputs, int seed)
    {
        int inputs = widths.Sum() + (Grid * Grid * widths[^1]);
        _weight = Tensor.Normal([outputs, inputs], seed);
        System.Numerics.Tensors.TensorPrimitives.Multiply(
            _weight.Span, 0.1f / MathF.Sqrt(inputs), _weight.WritableSpan);
        _bias = Tensor.Zeros([outputs]);
    }

    public IReadOnlyDictionary<string, Tensor> Parameters
        => new Dictionary<string, Tensor> { ["weight"] = _weight, ["bias"] = _bias };

    /// <summary>Features of <see cref="Taps"/> → [N, outputs].</summary>
    public Tensor Forward(IReadOnlyList<Tensor> features)
    {
        Tensor last = features[^1];
        // [N, 4, 4, C]
        Tensor grid = last.Shape[1] == Grid
            ? last : last.Resize(Grid, Grid, last.Shape[1] > Grid ? Interpolation.Area : Interpolation.Bilinear);
        Tensor[] means = [.. features.Select(f => f.SumPixels().Times(1f / (f.Shape[1] * f.Shape[2])))]; // [N, C] each
        return means.Append(grid.Reshape([grid.Shape[0], Grid * Grid * grid.Shape[3]])).ToArray().Concat(1)
            .Dense(_weight, _bias);
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
