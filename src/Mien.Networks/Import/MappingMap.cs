using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>The mapping network in a file: its sizes, and its tensors under this library's names.</summary>
/// <param name="scope">Where the network is.</param>
/// <param name="weight">Finds the weight of a layer, [out, in].</param>
/// <param name="bias">Finds its bias.</param>
/// <param name="labelWeight">The weight of the labels' embedding; null for a network without labels.</param>
/// <param name="labelBias">Its bias.</param>
internal sealed class MappingMap(
    NameScope scope, Func<int, StridedTensor?> weight, Func<int, StridedTensor?> bias, StridedTensor? labelWeight,
    StridedTensor? labelBias)
{
    /// <summary>The name of the mean style vector.</summary>
    public const string MeanStyle = "mapping.w_avg";

    private const int MaxLayers = 32;

    /// <summary>Lengths of z, w and the label, and the number of layers.</summary>
    /// <exception cref="CheckpointException">It is missing or damaged.</exception>
    public (int ZDim, int WDim, int LabelDim, int Layers) Sizes()
    {
        int layers = 0;
        while (layers < MaxLayers && weight(layers) is not null)
        {
            layers++;
        }

        if (layers == 0 || weight(0) is not { Shape: [_, int input] }
            || weight(layers - 1) is not { Shape: [int wDim, _] })
        {
            throw scope.Fault(
                "mapping", "the network's mapping from z to w is missing, damaged or under names that are not known");
        }

        if (labelWeight is null)
        {
            return (input, wDim, 0, layers);
        }

        (int embedded, int labels) = labelWeight.Shape is [int e, int l]
            ? (e, l) : throw scope.Fault(labelWeight.Name, "the label's embedding is no matrix");
        return (input - embedded, wDim, labels, layers);
    }

    /// <summary>Collects the tensors.</summary>
    /// <exception cref="CheckpointException">One is missing or has a shape that does not fit.</exception>
    public void AddTo(WeightCollection weights, StyleArchitecture sizes)
    {
        int inputs = sizes.ZDim;
        if (labelWeight is not null)
        {
            int embedded = labelWeight.Shape[0];
            weights.Add("mapping.embed.weight", labelWeight, 0, embedded, sizes.LabelDim);
            weights.AddRequired("mapping.embed.bias", labelBias, embedded);
            inputs += embedded;
        }

        for (int i = 0; i < sizes.MappingLayers; i++)
        {
            StridedTensor found = weight(i)!;
            int outputs = found.Shape.Count > 0 ? found.Shape[0] : 0;
            weights.Add($"mapping.fc{i}.weight", found, 0, outputs, inputs);
            weights.AddRequired($"mapping.fc{i}.bias", bias(i), outputs);
            inputs = outputs;
        }
    }
}
