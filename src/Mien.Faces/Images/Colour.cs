using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mien.Faces.Images;

/// <summary>A pixel as four numbers at once.</summary>
internal static class Colour
{
    /// <summary>(red, green, blue, anything) of a pixel, in levels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(ReadOnlySpan<byte> pixels, int pixel)
    {
        // Four bytes at once; at the very end of the picture the last four, moved down.
        int at = 3 * pixel;
        uint packed = at + 4 <= pixels.Length
            ? BinaryPrimitives.ReadUInt32LittleEndian(pixels[at..])
            : at > 0 ? BinaryPrimitives.ReadUInt32LittleEndian(pixels[(at - 1)..]) >> 8
            : (uint)(pixels[0] | (pixels[1] << 8) | (pixels[2] << 16));
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(packed).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }
}
