using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks;

/// <summary>
/// A dense layer with <see cref="EqualizedRate"/>, whose constant is folded in while the weight is frozen.
/// </summary>
/// <param name="network">Owns the weights.</param>
/// <param name="weight">[O, I]</param>
/// <param name="bias">[O]</param>
/// <param name="gain">Standard deviation of an output whose inputs have unit variance.</param>
/// <param name="biasGain">Multiplies the bias.</param>
internal sealed class EqualizedDense(
    Network network, Tensor weight, Tensor bias, float gain = 1, float biasGain = 1)
{
    private readonly PreparedWeights _weight = network.Prepare(() => weight.Equalized(gain), weight);

    private readonly PreparedWeights _bias = network.Prepare(() => bias.Times(biasGain), bias);

    /// <summary>The layer <c>name.weight</c> [O, I] and <c>name.bias</c> [O] of a network.</summary>
    public static EqualizedDense Of(
        Network network, string name, int inputs, int outputs, float gain = 1, float biasGain = 1)
        => new(network, network.Parameter($"{name}.weight", [outputs, inputs]), network.Parameter(
            $"{name}.bias", [outputs]), gain, biasGain);

    /// <summary>[N, I] → [N, O].</summary>
    public Tensor Forward(Tensor x) => x.Dense(_weight.Value, _bias.Value);
}
