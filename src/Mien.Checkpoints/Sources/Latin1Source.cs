using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Mien.Checkpoints.Sources;

/// <summary>
/// Bytes that Python 3 pickled for Python 2: each byte became the character with its number, and the text UTF-8. The
/// length is the number of characters, which the caller has counted.
/// </summary>
internal sealed class Latin1Source(ByteSource utf8, long length) : DecodedSource(utf8, length)
{
    private const int PieceSize = 1 << 16;

    /// <summary>How many characters a piece of UTF-8 holds: every byte but the continuations begins one.</summary>
    public static long CountCharacters(ByteSource utf8)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        long count = 0;
        for (long at = 0; at < utf8.Length;)
        {
            Span<byte> bytes = piece.AsSpan(0, (int)Math.Min(PieceSize, utf8.Length - at));
            utf8.Read(at, bytes);
            at += bytes.Length;
            count += CountCharacters(bytes);
        }

        ArrayPool<byte>.Shared.Return(piece);
        return count;
    }

    protected override void Decode(Span<byte> destination)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        State state = default;
        for (long at = 0; at < Encoded.Length && state.Errors == 0;)
        {
            Span<byte> bytes = piece.AsSpan(0, (int)Math.Min(PieceSize, Encoded.Length - at));
            Encoded.Read(at, bytes);
            at += bytes.Length;
            Decode(bytes, destination, ref state);
        }

        ArrayPool<byte>.Shared.Return(piece);
        if (state.Errors != 0 || state.Previous >= 0xC0 || state.Written != destination.Length)
        {
            throw Encoded.Fault(0, "the text does not stand for bytes");
        }
    }

    private static long CountCharacters(ReadOnlySpan<byte> bytes)
    {
        long count = 0;
        int i = 0;
        for (; i + Vector256<sbyte>.Count <= bytes.Length; i += Vector256<sbyte>.Count)
        {
            // As signed numbers the continuations, 10xxxxxx, are the least.
            Vector256<sbyte> vector = Vector256.Create(bytes[i..]).AsSByte();
            count += BitOperations.PopCount(
                Vector256.GreaterThan(vector, Vector256.Create((sbyte)-65)).ExtractMostSignificantBits());
        }

        foreach (byte b in bytes[i..])
        {
            count += (sbyte)b > -65 ? 1 : 0;
        }

        return count;
    }

    /// <summary>
    /// Without a branch that depends on the bytes, since in weights every second one is the first of two. U+0080 to
    /// U+00BF are C2 and the byte itself, U+00C0 to U+00FF are C3 and the byte less 0x40. A lead byte is written too,
    /// and overwritten.
    /// </summary>
    private static void Decode(ReadOnlySpan<byte> bytes, Span<byte> destination, ref State state)
    {
        int written = state.Written;
        int previous = state.Previous;
        int errors = state.Errors;
        foreach (byte b in bytes)
        {
            int isLead = (b >> 6) == 3 ? 1 : 0;
            int isContinuation = (b >> 6) == 2 ? 1 : 0;
            int wasLead = previous >= 0xC0 ? 1 : 0;
            errors |= (isContinuation ^ wasLead) | (isLead & (((b & 0xFE) ^ 0xC2) == 0 ? 0 : 1));
            if ((uint)written < (uint)destination.Length)
            {
                destination[written] = (byte)(b | (isContinuation & previous) << 6);
            }
            else
            {
                errors |= 1;
            }

            written += 1 - isLead;
            previous = b;
        }

        state = new State(written, previous, errors);
    }

    private readonly record struct State(int Written, int Previous, int Errors);
}
