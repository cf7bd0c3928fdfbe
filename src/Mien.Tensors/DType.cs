namespace Mien.Tensors;

/// <summary>How an element of a tensor is stored.</summary>
public enum DType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>The upper half of a single-precision number (8 bits of exponent, 7 of fraction), 2 bytes.</summary>
    BFloat16,
}

/// <summary>Sizes of the element types.</summary>
public static class DTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this DType type) => type == DType.Float32 ? 4 : 2;
}
