namespace Mien.Checkpoints.Pickles;

/// <summary>PyTorch's names of number formats.</summary>
internal static class TorchTypes
{
    /// <summary>The format of a storage class, as in "FloatStorage"; null where it is none that is read.</summary>
    public static TensorType? OfStorage(string name) => name switch
    {
        "DoubleStorage" => TensorType.F64,
        "FloatStorage" => TensorType.F32,
        "HalfStorage" => TensorType.F16,
        "BFloat16Storage" => TensorType.BF16,
        "LongStorage" => TensorType.I64,
        "IntStorage" => TensorType.I32,
        "ShortStorage" => TensorType.I16,
        "CharStorage" => TensorType.I8,
        "ByteStorage" => TensorType.U8,
        "BoolStorage" => TensorType.Bool,
        _ => null,
    };

    /// <summary>The format of a dtype, as in "float32"; null where it is none that is read.</summary>
    public static TensorType? OfDtype(string name) => name switch
    {
        "float64" => TensorType.F64,
        "float32" => TensorType.F32,
        "float16" => TensorType.F16,
        "bfloat16" => TensorType.BF16,
        "int64" => TensorType.I64,
        "int32" => TensorType.I32,
        "int16" => TensorType.I16,
        "int8" => TensorType.I8,
        "uint64" => TensorType.U64,
        "uint32" => TensorType.U32,
        "uint16" => TensorType.U16,
        "uint8" => TensorType.U8,
        "bool" => TensorType.Bool,
        _ => null,
    };
}
