using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.Vgg;

/// <summary>
/// The convolutional part of VGG16 (Simonyan and Zisserman 2015, table 1, column D), as a source of features.
/// </summary>
public sealed class Vgg16 : Network
{
    private static readonly (float[] Scale, float[] Shift) _torchvision = Standardise(
        [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    // The weights' order is BGR; they are turned to RGB once, so the means are too.
    private static readonly (float[] Scale, float[] Shift) _caffe = ([255, 255, 255], [-123.68f, -116.779f, -103.939f]);

    // A pooling stands before these.
    private static readonly VggLayer[] _firstOfBlock = [VggLayer.Block2Conv1, VggLayer.Block3Conv1,
        VggLayer.Block4Conv1, VggLayer.Block5Conv1];

    private readonly Layer[] _layers;
    private readonly Tensor _scale;
    private readonly Tensor _shift;

    /// <summary>Builds the network from named tensors.</summary>
    /// <param name="architecture">The sizes, and the input that the weights want.</param>
    /// <param name="weights">
    /// With torchvision's names, <c>features.0.weight</c> [O, I, 3, 3] to <c>features.28.bias</c> [O]; with
    /// <see cref="VggInput.Caffe"/> the first layer's inputs are in the order B, G, R.
    /// </param>
    /// <exception cref="ArgumentException">The architecture is impossible, or a tensor is missing or has another
    /// shape.</exception>
    public Vgg16(Vgg16Architecture architecture, Weights weights)
        : base(weights)
    {
        architecture.Check();
        Architecture = architecture;
        _layers = [.. Layers()];
        (float[] scale, float[] shift) = architecture.Input == VggInput.Caffe ? _caffe : _torchvision;
        _scale = Tensor.From(scale, [3]);
        _shift = Tensor.From(shift, [3]);
    }

    /// <summary>The sizes.</summary>
    public Vgg16Architecture Architecture { get; }

    /// <summary>
    /// The features of images at the layers asked for; nothing behind the deepest of them is computed.
    /// </summary>
    /// <param name="image">[N, H, W, 3], RGB in [0, 1], float32; H and W at least 16 for the deepest layers.</param>
    /// <param name="taps">Which layers, in any order.</param>
    /// <param name="precision">The numbers that activations are kept in.</param>
    /// <returns>
    /// One tensor for each tap, after its ReLU, in the order of <paramref name="taps"/>: [N, H / 2ᵇ, W / 2ᵇ, C] in
    /// block b + 1, in the type of <paramref name="precision"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The shape does not fit, or no layer is asked for.</exception>
    public IReadOnlyList<Tensor> Features(
        Tensor image, IReadOnlyList<VggLayer> taps, Precision precision = Precision.Float32)
    {
        CheckImage(nameof(Features), image);
        using Tensor input = image.Style(_scale, _shift);
        return FeaturesOfPrepared(input, taps, precision);
    }

    /// <summary>As <see cref="Features(Tensor, IReadOnlyList{VggLayer}, Precision)"/> for one layer.</summary>
    /// <param name="image">[N, H, W, 3], RGB in [0, 1], float32.</param>
    /// <param name="tap">Which layer.</param>
    /// <param name="precision">The numbers that activations are kept in.</param>
    public Tensor Features(Tensor image, VggLayer tap, Precision precision = Precision.Float32)
        => Features(image, [tap], precision)[0];

    /// <summary>
    /// From [−1, 1], as generators paint, to [0, 1], as
    /// <see cref="Features(Tensor, IReadOnlyList{VggLayer}, Precision)"/> reads.
    /// </summary>
    /// <param name="image">Any shape.</param>
    public static Tensor FromSigned(Tensor image) => image.Times(0.5f).Plus(0.5f);

    /// <inheritdoc/>
    public override Vgg16 Clone() => new(Architecture, Copies());

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _scale.Dispose();
        _shift.Dispose();
    }

    /// <exception cref="ArgumentException">The image is not [N, H, W, 3].</exception>
    internal static void CheckImage(string who, Tensor image)
    {
        if (image.Shape.Rank != 4 || image.Shape[3] != 3)
        {
            throw new ArgumentException($"{who}: images must be [N, H, W, 3], not {image.Shape}", nameof(image));
        }
    }

    /// <summary>The features of an image that has been normalised already.</summary>
    internal IReadOnlyList<Tensor> FeaturesOfPrepared(Tensor input, IReadOnlyList<VggLayer> taps, Precision precision)
    {
        if (taps.Count == 0)
        {
            throw new ArgumentException("Features: no layer is asked for", nameof(taps));
        }

        Dictionary<VggLayer, Tensor> found = [];
        Tensor x = input.To(precision.Activations()); // [N, H, W, 3]
        bool isOurs = x != input;
        for (VggLayer layer = 0; layer <= taps.Max(); layer++)
        {
            Tensor y = _layers[(int)layer].Forward(x);
            if (isOurs)
            {
                x.Dispose();
            }

            x = y;
            isOurs = !taps.Contains(layer);
            if (!isOurs)
            {
                found[layer] = y;
            }
        }

        return [.. taps.Select(tap => found[tap])];
    }

    /// <summary>
    /// The thirteen convolutions with the numbers of their channels; torchvision counts convolutions, ReLUs and
    /// poolings alike.
    /// </summary>
    internal static IEnumerable<(string Name, int Inputs, int Outputs)> Convolutions(Vgg16Architecture a)
    {
        int index = 0, inputs = 3;
        for (int block = 0; block < a.Widths.Count; block++, index++)
        {
            for (int i = 0; i < Vgg16Architecture.Depths[block]; i++, index += 2)
            {
                yield return ($"features.{index}", inputs, a.Widths[block]);
                inputs = a.Widths[block];
            }
        }
    }

    private static (float[] Scale, float[] Shift) Standardise(float[] mean, float[] deviation)
        => ([.. deviation.Select(d => 1 / d)], [.. mean.Zip(deviation, (m, d) => -m / d)]);

    private IEnumerable<Layer> Layers()
    {
        int layer = 0;
        foreach ((string name, int inputs, int outputs) in Convolutions(Architecture))
        {
            Tensor weight = Parameter($"{name}.weight", [outputs, inputs, 3, 3]);
            Tensor bias = Parameter($"{name}.bias", [outputs]);
            PreparedWeights? mirrored = layer == 0 && Architecture.Input == VggInput.Caffe
                ? Prepare(
                    () => Enumerable.Range(0, 3).Select(c => weight.Slice(1, 2 - c, 1)).ToArray().Concat(1), weight)
                : null;
            yield return new(weight, mirrored, bias, Pools: _firstOfBlock.Contains((VggLayer)layer));
            layer++;
        }
    }

    /// <summary>A convolution with its ReLU, and the pooling before it at the start of a block.</summary>
    private sealed record Layer(Tensor Weight, PreparedWeights? Mirrored, Tensor Bias, bool Pools)
    {
        public Tensor Forward(Tensor x)
        {
            Tensor weight = Mirrored?.Value ?? Weight;
            if (!Pools)
            {
                return x.Conv2d(weight, Bias, relu: true); // [N, H, W, O]
            }

            using Tensor pooled = x.MaxPool2(); // [N, H/2, W/2, I]
            return pooled.Conv2d(weight, Bias, relu: true); // [N, H/2, W/2, O]
        }
    }
}
