using Mien.Checkpoints;
using Mien.Networks.Vgg;

namespace Mien.Networks.Import;

/// <summary>One way to name the thirteen convolutions of VGG16, and how images are prepared for weights that have such names.</summary>
internal sealed class VggNames
{
    private readonly Func<int, int, int, string> _weight;
    private readonly Func<int, int, int, string> _bias;
    private readonly bool _kernelInOut;

    private VggNames(
        Naming naming, VggInput input, NameScope scope, Func<int, int, int, string> weight, Func<int, int, int, string> bias, bool kernelInOut = false)
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
    /// <exception cref="CheckpointException">There is a VGG of another depth.</exception>
    public static VggNames? In(Checkpoint checkpoint)
    {
        // The last convolution tells VGG16 from VGG19, VGG11 and networks with normalisation.
        foreach ((Naming naming, VggInput input, string stem) in new[]
        {
            (Naming.Torchvision, VggInput.Torchvision, "features."),
            (Naming.Idinvert, VggInput.Caffe, "layer"),
        })
        {
            if (NameScope.Around(checkpoint, $"{stem}28.weight") is NameScope scope && scope.Find($"{stem}0.weight") is { Shape: [_, 3, 3, 3] })
            {
                return scope.Find($"{stem}30.weight") is StridedTensor other
                    ? throw scope.Fault($"{stem}30.weight", $"this is a VGG of more than 13 convolutions, as {other.Name} shows; VGG16 is needed")
                    : new VggNames(naming, input, scope, (place, _, _) => $"{stem}{place}.weight", (place, _, _) => $"{stem}{place}.bias");
            }
        }

        if (NameScope.Around(checkpoint, "slice5.28.weight") is NameScope slices)
        {
            // LPIPS cuts VGG16 into slices that end where it compares; its own shift and scale amount to torchvision's.
            return new VggNames(Naming.Lpips, VggInput.Torchvision, slices, (place, block, _) => $"slice{block}.{place}.weight", (place, block, _) => $"slice{block}.{place}.bias");
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
            ("/kernel:0", "/bias:0"), ("/kernel", "/bias"), (".kernel", ".bias"), (".weight", ".bias"), ("_W_1:0", "_b_1:0"), ("_W:0", "_b:0"), ("_W", "_b"),
        })
        {
            foreach (bool twice in new[] { true, false })
            {
                string Layer(int block, int number) => twice ? $"block{block}_conv{number}/block{block}_conv{number}" : $"block{block}_conv{number}";
                if (NameScope.Around(checkpoint, Layer(1, 1) + kernel) is NameScope scope)
                {
                    bool kernelInOut = scope.Find(Layer(1, 1) + kernel) is { Shape: [3, 3, 3, _] };
                    return new VggNames(
                        Naming.Keras, VggInput.Caffe, scope,
                        (_, block, number) => Layer(block, number) + kernel, (_, block, number) => Layer(block, number) + bias, kernelInOut);
                }
            }
        }

        return null;
    }
}
