using System.Buffers.Binary;

namespace Mien.Studio.Films;

/// <summary>
/// The kinds of films that are taken in, told by their first bytes. Playlists and other lists of addresses, which
/// ffmpeg would follow, are none of them.
/// </summary>
internal static class FilmType
{
    private const uint Matroska = 0x1A45DFA3;

    /// <summary>The media type of a film; null if it is none of these kinds.</summary>
    public static string? Of(string path)
    {
        Span<byte> first = stackalloc byte[12];
        using FileStream file = File.OpenRead(path);
        if (file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) < first.Length)
        {
            return null;
        }

        return first[4..8].SequenceEqual("ftyp"u8) ? "video/mp4"
            : first[4..8].SequenceEqual("moov"u8) || first[4..8].SequenceEqual("mdat"u8)
            || first[4..8].SequenceEqual("wide"u8) ? "video/quicktime"
            : BinaryPrimitives.ReadUInt32BigEndian(first) == Matroska ? "video/webm"
            : first[..4].SequenceEqual("RIFF"u8) && first[8..].SequenceEqual("AVI "u8) ? "video/x-msvideo" : null;
    }
}
