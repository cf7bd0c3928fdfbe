using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mien.Tensors.Compute;

/// <summary>Loads and stores of one element type; arithmetic is always in single precision.</summary>
internal unsafe interface IElement
{
    static abstract DType Type { get; }

    static abstract Vector256<float> Load(void* data, long index);

    static abstract void Store(void* data, long index, Vector256<float> value);

    static abstract float Get(void* data, long index);

    static abstract void Set(void* data, long index, float value);
}

/// <summary>float32.</summary>
internal readonly unsafe struct F32 : IElement
{
    public static DType Type => DType.Float32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(void* data, long index) => Vector256.Load((float*)data + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* data, long index, Vector256<float> value) => value.Store((float*)data + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Get(void* data, long index) => ((float*)data)[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(void* data, long index, float value) => ((float*)data)[index] = value;
}

/// <summary>bfloat16, rounded to nearest, ties to even; a NaN stays a NaN.</summary>
internal readonly unsafe struct BF16 : IElement
{
    public static DType Type => DType.BFloat16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(void* data, long index)
    {
        if (Avx2.IsSupported)
        {
            return (Avx2.ConvertToVector256Int32((ushort*)data + index) << 16).AsSingle(); // one instruction for four
        }

        Vector128<ushort> halves = Vector128.Load((ushort*)data + index);
        Vector256<uint> wide = Vector256.Create(Vector128.WidenLower(halves), Vector128.WidenUpper(halves));
        return (wide << 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* data, long index, Vector256<float> value)
    {
        Vector256<uint> bits = value.AsUInt32();
        Vector256<uint> rounded = bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One);
        rounded = Vector256.ConditionalSelect(
            Vector256.Equals(value, value).AsUInt32(), rounded, Vector256.Create(0x7FC00000u));
        UpperHalves(rounded).Store((ushort*)data + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> UpperHalves(Vector256<uint> words)
    {
        if (Avx512BW.VL.IsSupported)
        {
            Vector256<ushort> odd = Vector256.Create((ushort)1, 3, 5, 7, 9, 11, 13, 15, 1, 3, 5, 7, 9, 11, 13, 15);
            return Avx512BW.VL.PermuteVar16x16(words.AsUInt16(), odd).GetLower(); // one instruction for two
        }

        words >>= 16;
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Get(void* data, long index)
        => BitConverter.UInt32BitsToSingle((uint)((ushort*)data)[index] << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(void* data, long index, float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        ((ushort*)data)[index] = float.IsNaN(value)
            ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}

/// <summary>Loads and stores of fewer elements than a vector holds, for the ends of rows.</summary>
internal static unsafe class Part
{
    /// <summary>Elements of a vector.</summary>
    public const int Width = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load<T>(void* data, long index, long count)
        where T : struct, IElement
    {
        if (count >= Width)
        {
            return T.Load(data, index);
        }

        Vector256<float> value = default;
        for (int i = 0; i < count; i++)
        {
            value = value.WithElement(i, T.Get(data, index + i));
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(void* data, long index, Vector256<float> value, long count)
        where T : struct, IElement
    {
        if (count >= Width)
        {
            T.Store(data, index, value);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            T.Set(data, index + i, value.GetElement(i));
        }
    }
}
