using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Mien.Checkpoints;

/// <summary>The size of each number format, and the way from its bytes to float32.</summary>
internal static class TensorTypes
{
    /// <summary>Bytes per element.</summary>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 or TensorType.U64 => 8,
        TensorType.F32 or TensorType.I32 or TensorType.U32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 or TensorType.U16 => 2,
        _ => 1,
    };

    /// <summary>
    /// Turns <paramref name="bytes"/>, in place where they must be swapped, into one float32 per element.
    /// </summary>
    public static void Decode(this TensorType type, Span<byte> bytes, bool bigEndian, Span<float> values)
    {
        if (bigEndian)
        {
            SwapBytes(type.Size(), bytes);
        }

        switch (type)
        {
            case TensorType.F32:
                bytes.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case TensorType.F16:
                Convert<Half>(bytes, values);
                break;
            case TensorType.BF16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < upper.Length; i++)
                {
                    values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                }

                break;
            case TensorType.F64:
                Convert<double>(bytes, values);
                break;
            case TensorType.I64:
                Convert<long>(bytes, values);
                break;
            case TensorType.I32:
                Convert<int>(bytes, values);
                break;
            case TensorType.I16:
                Convert<short>(bytes, values);
                break;
            case TensorType.I8:
                Convert<sbyte>(bytes, values);
                break;
            case TensorType.U64:
                Convert<ulong>(bytes, values);
                break;
            case TensorType.U32:
                Convert<uint>(bytes, values);
                break;
            case TensorType.U16:
                Convert<ushort>(bytes, values);
                break;
            case TensorType.U8:
                Convert<byte>(bytes, values);
                break;
            case TensorType.Bool:
                for (int i = 0; i < bytes.Length; i++)
                {
                    values[i] = bytes[i] == 0 ? 0 : 1;
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "not a number format");
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> bytes, Span<float> values)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < numbers.Length; i++)
        {
            values[i] = float.CreateTruncating(numbers[i]);
        }
    }

    private static void SwapBytes(int size, Span<byte> bytes)
    {
        switch (size)
        {
            case 8:
                Span<ulong> eight = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                break;
            case 4:
                Span<uint> four = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(four, four);
                break;
            case 2:
                Span<ushort> two = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(two, two);
                break;
            default:
                break;
        }
    }
}
