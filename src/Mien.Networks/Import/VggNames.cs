using Mien.Checkpoints;
using Mien.Networks.Vgg;

namespace Mien.Networks.Import;

/// <summary>
/// One way to name the thirteen convolutions of VGG16, and how images are prepared for weights that have such names.
/// </summary>
internal sealed class VggNames
{
    private static readonly int[] _places = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];

    // Of a convolution: its place in torchvision's list of layers, its number from 1, its block from 1, its number in
    // the block. The stems of lists come with the bare number last, since every name of a list ends in one.
    private static readonly (Naming Naming, VggInput Input, Func<int, int, int, int, string> Name)[] _stems =
    [
        (Naming.Torchvision, VggInput.Torchvision, (place, _, _, _) => $"features.{place}"),
        (Naming.Idinvert, VggInput.Caffe, (place, _, _, _) => $"layer{place}"),
        // its own shift and scale amount to torchvision's
        (Naming.Lpips, VggInput.Torchvision, (place, _, block, _) => $"slice{block}.{place}"),
        (Naming.NvidiaTorch, VggInput.Torchvision, (_, number, _, _) => $"conv{number}"),
        // BasicSR
        (Naming.Torchvision, VggInput.Torchvision, (_, _, block, inBlock) => $"vgg_net.conv{block}_{inBlock}"),
        (Naming.Caffe, VggInput.Caffe, (_, _, block, inBlock) => $"conv{block}_{inBlock}"),
        (Naming.Torchvision, VggInput.Torchvision, (place, _, _, _) => $"{place}"),
    ];

    private readonly Func<int, int, int, string> _weight;
    private readonly Func<int, int, int, string> _bias;
    private readonly bool _kernelInOut;

    private VggNames(
        Naming naming, VggInput input, NameScope scope, Func<int, int, int, string> weight,
        Func<int, int, int, string> bias, bool kernelInOut = false)
    {
        Naming = naming;
        Input = input;
        Scope = scope;
        _weight = weight;
        _bias = bias;
        _kernelInOut = kernelInOut;
    }

    public Naming Naming { get; }

    public VggInput Input { get; }

    public NameScope Scope { get; }

    /// <summary>The names of the VGG16 in a file; null where there is none.</summary>
    /// <exception cref="CheckpointException">There is a VGG of another depth, or with normalisation.</exception>
    public static VggNames? In(Checkpoint checkpoint)
    {
        foreach ((Naming naming, VggInput input, Func<int, int, int, int, string> name) in _stems)
        {
            string first = name(0, 1, 1, 1) + ".weight";
            if (NameScope.AllAround(checkpoint, first).FirstOrDefault(
                s => s.Find(first) is { Shape: [_, 3, 3, 3] }) is not NameScope scope)
            {
                continue;
            }

            // Normalisation moves all places but the first; the last convolution tells VGG16 from VGG11, VGG13 and
            // VGG19.
            if (naming == Naming.Torchvision && scope.Find(
                name(1, 0, 1, 0) + ".running_mean") is StridedTensor normalised)
            {
                throw scope.Fault(
                    normalised.Name[scope.Prefix.Length..],
                    "this VGG has batch normalisation: VGG16 without is needed, torchvision's vgg16 and not vgg16_bn");
            }

            string further = name(30, 14, 6, 1) + ".weight", third = name(16, 0, 3, 4) + ".weight";
            StridedTensor? other = scope.Find(further) ?? scope.Find(third);
            if (other is { Shape.Count: 4 })
            {
                throw scope.Fault(
                    other.Name[scope.Prefix.Length..],
                    "this is a VGG of more than 13 convolutions, as this tensor shows; VGG16 is needed");
            }

            if (scope.Find(name(28, 13, 5, 3) + ".weight") is not null)
            {
                return new VggNames(
                    naming, input, scope, (place, block, inBlock) => Stem(place, block, inBlock) + ".weight",
                    (place, block, inBlock) => Stem(place, block, inBlock) + ".bias");
            }

            string Stem(int place, int block, int inBlock)
                => name(place, Array.IndexOf(_places, place) + 1, block, inBlock);
        }

        return Keras(checkpoint);
    }

    public StridedTensor? Weight(int place, int block, int number)
    {
        StridedTensor? weight = Scope.Find(_weight(place, block, number));
        return _kernelInOut ? weight.ToOutInKernel() : weight;
    }

    public StridedTensor? Bias(int place, int block, int number) => Scope.Find(_bias(place, block, number));

    private static VggNames? Keras(Checkpoint checkpoint)
    {
        // Versions of Keras and exporters differ in the end of the name, and in whether the layer's name comes twice.
        foreach ((string kernel, string bias) in new[]
        {
            ("/kernel:0", "/bias:0"), ("/kernel", "/bias"), (".kernel", ".bias"), (".weight", ".bias"),
            ("_W_1:0", "_b_1:0"), ("_W:0", "_b:0"), ("_W", "_b"),
        })
        {
            foreach (bool twice in new[] { true, false })
            {
                string Layer(int block, int number)
                    => twice ? $"block{block}_conv{number}/block{block}_conv{number}" : $"block{block}_conv{number}";
                if (NameScope.Around(checkpoint, Layer(1, 1) + kernel) is NameScope scope)
                {
                    bool kernelInOut = scope.Find(Layer(1, 1) + kernel) is { Shape: [3, 3, 3, _] };
                    return new VggNames(
                        Naming.Keras, VggInput.Caffe, scope,
                        (_, block, number) => Layer(block, number) + kernel,
                        (_, block, number) => Layer(block, number) + bias, kernelInOut);
                }
            }
        }

        return null;
    }
}
