namespace Mien.Checkpoints.Numpy;

/// <summary>NumPy's names of number formats, as in "&lt;f4".</summary>
internal static class NumpyType
{
    /// <summary>
    /// Reads a name with or without the byte order in front; null where it is not a plain number format.
    /// </summary>
    public static (TensorType Type, bool BigEndian)? Parse(string name)
    {
        ReadOnlySpan<char> code = name;
        bool bigEndian = false;
        if (code.Length > 0 && code[0] is '<' or '>' or '=' or '|')
        {
            bigEndian = code[0] == '>';
            code = code[1..];
        }

        TensorType? type = code switch
        {
            "f8" => TensorType.F64,
            "f4" => TensorType.F32,
            "f2" => TensorType.F16,
            "i8" => TensorType.I64,
            "i4" => TensorType.I32,
            "i2" => TensorType.I16,
            "i1" => TensorType.I8,
            "u8" => TensorType.U64,
            "u4" => TensorType.U32,
            "u2" => TensorType.U16,
            "u1" => TensorType.U8,
            "b1" or "?" => TensorType.Bool,
            _ => null,
        };
        return type is null ? null : (type.Value, bigEndian);
    }
}
