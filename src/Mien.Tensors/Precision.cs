namespace Mien.Tensors;

/// <summary>In which numbers a network runs.</summary>
public enum Precision
{
    /// <summary>
    /// <see cref="BFloat16"/> where the processor computes in it (AVX512-BF16 or AMX), else <see cref="Float32"/>.
    /// </summary>
    Auto,

    /// <summary>Everything in single precision.</summary>
    Float32,

    /// <summary>
    /// Activations and weights in bfloat16; sums, losses, style vectors and the optimiser's state in single precision.
    /// On a processor without bfloat16 arithmetic the products are computed in single precision from rounded values:
    /// the same rounding, half the memory for activations, no gain in speed.
    /// </summary>
    BFloat16,
}

/// <summary>What a <see cref="Precision"/> means on this machine.</summary>
public static class Precisions
{
    /// <summary>The type of activations.</summary>
    public static DType Activations(this Precision precision) => precision switch
    {
        Precision.Auto => Engine.HasFastBFloat16 ? DType.BFloat16 : DType.Float32,
        Precision.Float32 => DType.Float32,
        Precision.BFloat16 => DType.BFloat16,
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "unknown precision"),
    };
}
