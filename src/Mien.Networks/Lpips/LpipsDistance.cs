using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.Lpips;

/// <summary>
/// The learnt perceptual distance LPIPS v0.1 on VGG16 (Zhang et al. 2018, "The Unreasonable Effectiveness of Deep
/// Features as a Perceptual Metric", equation 1).
/// </summary>
public sealed class LpipsDistance : Network
{
    private static readonly VggLayer[] _taps =
        [VggLayer.Block1Conv2, VggLayer.Block2Conv2, VggLayer.Block3Conv3, VggLayer.Block4Conv3, VggLayer.Block5Conv3];

    // (x − shift) / scale with the constants of the published ScalingLayer.
    private static readonly float[] _shift = [-0.030f, -0.088f, -0.188f];
    private static readonly float[] _scale = [0.458f, 0.448f, 0.450f];

    private readonly Vgg16 _vgg;
    private readonly PreparedWeights[] _weights;
    private readonly Tensor _multiply = Tensor.From([.. _scale.Select(s => 1 / s)], [3]);
    private readonly Tensor _add = Tensor.From([.. _shift.Zip(_scale, (m, s) => -m / s)], [3]);

    /// <summary>Builds the distance from named tensors.</summary>
    /// <param name="vgg">The network whose features are compared; it stays the caller's.</param>
    /// <param name="weights"><c>lin0.model.1.weight</c> [1, C, 1, 1] to <c>lin4.model.1.weight</c>.</param>
    /// <exception cref="ArgumentException">A tensor is missing or has another shape.</exception>
    public LpipsDistance(Vgg16 vgg, Weights weights)
        : base(weights)
    {
        _vgg = vgg;
        _weights = [.. vgg.Architecture.Widths.Select((channels, i) =>
        {
            Tensor weight = Parameter($"lin{i}.model.1.weight", [1, channels, 1, 1]);
            return Prepare(() => weight.Reshape([channels]), weight);
        })];
    }

    /// <summary>The distance of each image of a batch from its partner.</summary>
    /// <param name="a">[N, H, W, 3], RGB in [−1, 1], float32; H and W at least 16.</param>
    /// <param name="b">As <paramref name="a"/>.</param>
    /// <param name="precision">The numbers that the activations of VGG16 are kept in.</param>
    /// <returns>[N], float32, 0 or more; 0 for equal images.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Distance(Tensor a, Tensor b, Precision precision = Precision.Float32)
        => Distance(Features(a, precision), Features(b, precision));

    /// <summary>
    /// What the distance is taken of: the features at each of five layers, of unit length over channels. Those of a
    /// target are computed once.
    /// </summary>
    /// <param name="image">[N, H, W, 3], RGB in [−1, 1], float32.</param>
    /// <param name="precision">The numbers that the activations of VGG16 are kept in; the features are float32.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public IReadOnlyList<Tensor> Features(Tensor image, Precision precision = Precision.Float32)
    {
        Vgg16.CheckImage(nameof(LpipsDistance), image);
        using Tensor input = image.Style(_multiply, _add);
        return [.. _vgg.FeaturesOfPrepared(input, _taps, precision).Select(f =>
        {
            using (f)
            {
                return f.To(DType.Float32).UnitNorm(); // [N, h, w, C]
            }
        })];
    }

    /// <summary>The distance between <see cref="Features"/>.</summary>
    /// <param name="a">Five tensors.</param>
    /// <param name="b">Five tensors of the same shapes.</param>
    /// <returns>[N], float32.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Distance(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b)
        => _weights.Select((weight, i) => Term(a[i], b[i], weight.Value)).Aggregate((sum, term) => sum.Plus(term));

    /// <inheritdoc/>
    public override LpipsDistance Clone() => new(_vgg, Copies());

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _multiply.Dispose();
        _add.Dispose();
    }

    // Mean over pixels of Σ_c w_c (a_c − b_c)²: [N].
    private static Tensor Term(Tensor a, Tensor b, Tensor weight)
    {
        using Tensor difference = a.Minus(b); // [N, h, w, C]
        using Tensor squares = difference.Square();
        using Tensor weighted = squares.Times(weight);
        return weighted.SumPerItem().Times(1f / (a.Shape[1] * a.Shape[2]));
    }
}
