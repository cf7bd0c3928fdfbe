using System.Buffers;

namespace Mien.Networks.Checkpoints.Sources;

/// <summary>
/// Bytes that Python 3 pickled for Python 2: each byte became the character with its number, and the text UTF-8. The length
/// is the number of characters, which the caller has counted.
/// </summary>
internal sealed class Latin1Source(ByteSource utf8, long length) : DecodedSource(utf8, length)
{
    /// <summary>How many characters a piece of UTF-8 holds: every byte but the continuations begins one.</summary>
    public static long CountCharacters(ByteSource utf8)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(1 << 16);
        long count = 0;
        for (long at = 0; at < utf8.Length;)
        {
            int part = (int)Math.Min(piece.Length, utf8.Length - at);
            utf8.Read(at, piece.AsSpan(0, part));
            foreach (byte b in piece.AsSpan(0, part))
            {
                count += (b & 0xC0) == 0x80 ? 0 : 1;
            }

            at += part;
        }

        ArrayPool<byte>.Shared.Return(piece);
        return count;
    }

    protected override void Decode(Span<byte> destination)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(1 << 16);
        int written = 0;
        int lead = 0; // 0xC2 or 0xC3 while the second byte of a character is awaited
        for (long at = 0; at < Encoded.Length;)
        {
            int part = (int)Math.Min(piece.Length, Encoded.Length - at);
            Encoded.Read(at, piece.AsSpan(0, part));
            for (int i = 0; i < part; i++)
            {
                byte b = piece[i];
                if (lead == 0 && b is 0xC2 or 0xC3)
                {
                    lead = b;
                    continue;
                }

                bool good = lead == 0 ? b < 0x80 : (b & 0xC0) == 0x80;
                if (!good || written == destination.Length)
                {
                    ArrayPool<byte>.Shared.Return(piece);
                    throw Encoded.Fault(at + i, "the text does not stand for bytes");
                }

                destination[written++] = (byte)(lead == 0xC3 ? b + 0x40 : b);
                lead = 0;
            }

            at += part;
        }

        ArrayPool<byte>.Shared.Return(piece);
        if (written != destination.Length)
        {
            throw Encoded.Fault(0, "the text does not stand for bytes");
        }
    }
}
