using Mien.Checkpoints;
using Mien.Networks.Vgg;

namespace Mien.Networks.Import;

/// <summary>Finds VGG16 and the linear layers of LPIPS in a file, and reads VGG16's widths from the shapes.</summary>
internal static class PerceptualMap
{
    // Of the linear layers of LPIPS: the package's own, pSp's and e4e's copy of it, NVIDIA's VGG16.
    private static readonly Func<int, string>[] _linear = [i => $"lin{i}.model.1.weight",
        i => $"lins.{i}.model.1.weight", i => $"lpips{i}"];

    /// <summary>The places of the thirteen convolutions in torchvision's list of layers.</summary>
    private static readonly int[] _places = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];

    /// <summary>The block of each convolution, and its number in the block, from 1.</summary>
    private static readonly (int Block, int Number)[] _blocks =
        [.. Vgg16Architecture.Depths.SelectMany(
            (depth, block) => Enumerable.Range(1, depth).Select(number => (block + 1, number)))];

    /// <summary>The perceptual network in a file; null where there is none.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="input">How images are prepared, where the caller knows better than the names tell; else
    /// null.</param>
    /// <exception cref="CheckpointException">There is one, but incomplete, or with shapes that do not fit.</exception>
    public static PerceptualWeights? Find(Checkpoint checkpoint, VggInput? input)
    {
        VggNames? names = VggNames.In(checkpoint);
        Func<int, string>? name = Array.Find(_linear, n => NameScope.Around(checkpoint, n(0)) is not null);
        NameScope? linear = name is null ? null : NameScope.Around(checkpoint, name(0));
        NameScope? scope = names?.Scope ?? linear;
        if (scope is null)
        {
            return null;
        }

        WeightCollection weights = new(scope);
        int[] widths = names is null ? [] : AddVgg(weights, names);
        if (linear is not null)
        {
            widths = AddLinear(weights, linear, name!, widths);
        }

        Vgg16Architecture architecture = new()
        {
            Widths = widths,
            Input = input ?? Stated(checkpoint) ?? names?.Input ?? VggInput.Torchvision,
        };
        Naming naming = names?.Naming ?? Naming.Lpips;
        return new PerceptualWeights(
            architecture, names is not null, linear is not null, naming, scope.Prefix, weights.Tensors);
    }

    private static VggInput? Stated(Checkpoint checkpoint) =>
        checkpoint.Metadata.TryGetValue(NetworkImport.InputKey, out string? text)
            && Enum.TryParse(text, out VggInput input) && Enum.IsDefined(input) ? input : null;

    private static int[] AddVgg(WeightCollection weights, VggNames names)
    {
        int[] widths = new int[Vgg16Architecture.Depths.Count];
        int inputs = 3;
        for (int i = 0; i < _places.Length; i++)
        {
            (int block, int number) = _blocks[i];
            string name = $"features.{_places[i]}";
            StridedTensor weight = names.Weight(_places[i], block, number)
                ?? throw names.Scope.Fault("", $"the VGG16 is not complete: it lacks {name}.weight");
            StridedTensor bias = names.Bias(_places[i], block, number)
                ?? throw names.Scope.Fault("", $"the VGG16 is not complete: it lacks {name}.bias");
            int outputs = bias.Count;
            widths[block - 1] = number == 1 ? outputs : widths[block - 1];
            weights.Add($"{name}.weight", weight, 0, widths[block - 1], inputs, 3, 3);
            weights.Add($"{name}.bias", bias, 0, widths[block - 1]);
            inputs = outputs;
        }

        return widths;
    }

    private static int[] AddLinear(WeightCollection weights, NameScope scope, Func<int, string> nameOf, int[] widths)
    {
        int[] known = [.. widths];
        for (int i = 0; i < Vgg16Architecture.Depths.Count; i++)
        {
            string name = $"lin{i}.model.1.weight";
            StridedTensor weight = scope.Take(nameOf(i));
            weight = weight.Squeeze(1)?.Unsqueeze(1, 2) ?? weight; // the bare weights of its channels
            int width = widths.Length > 0 ? widths[i] : weight.Count;
            weights.Add(name, weight, 0, 1, width, 1, 1);
            known = widths.Length > 0 ? known : [.. known, width];
        }

        return known;
    }
}
