using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks;

/// <summary>
/// Equalised learning rate (Karras et al. 2018, section 4.1): weights are stored with unit variance and multiplied by a
/// constant when they are used, so that all learn at the same pace.
/// </summary>
public static class EqualizedRate
{
    /// <summary>The constant: gain / √inputs.</summary>
    /// <param name="inputs">Products that are summed to an output.</param>
    /// <param name="gain">Standard deviation of an output whose inputs have unit variance.</param>
    public static float Factor(int inputs, float gain = 1) => gain / MathF.Sqrt(inputs);

    /// <summary>A stored weight as it is used.</summary>
    /// <param name="weight">[O, I] or [O, I, k, k].</param>
    /// <param name="gain">Standard deviation of an output whose inputs have unit variance.</param>
    public static Tensor Equalized(this Tensor weight, float gain = 1)
        => weight.Times(Factor((int)(weight.Count / weight.Shape[0]), gain));
}
