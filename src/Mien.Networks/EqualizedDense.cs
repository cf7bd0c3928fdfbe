using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks;

/// <summary>
/// A dense layer with equalised learning rate (Karras et al. 2018, section 4.1): the stored weight has unit variance and
/// is multiplied by a constant, which is folded in while the weight is frozen.
/// </summary>
/// <param name="tensors">Where the weights are kept.</param>
/// <param name="weight">[O, I], or [I, O] where <paramref name="transposed"/>.</param>
/// <param name="bias">[O]</param>
/// <param name="weightGain">Multiplies the weight.</param>
/// <param name="biasGain">Multiplies the bias.</param>
/// <param name="transposed">The weight is stored as [I, O].</param>
internal sealed class EqualizedDense(
    NetworkTensors tensors, Tensor weight, Tensor bias, float weightGain, float biasGain = 1, bool transposed = false)
{
    private readonly Prepared _weight = tensors.Prepare(
        () => transposed ? weight.Permute(1, 0).Times(weightGain) : weight.Times(weightGain), weight);

    private readonly Prepared _bias = tensors.Prepare(() => bias.Times(biasGain), bias);

    /// <summary>[N, I] → [N, O].</summary>
    public Tensor Forward(Tensor x) => x.Dense(_weight.Value, _bias.Value);
}
