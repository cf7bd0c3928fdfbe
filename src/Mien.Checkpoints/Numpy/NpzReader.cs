using Mien.Checkpoints.Zip;

namespace Mien.Checkpoints.Numpy;

/// <summary>Reads a zip archive of NumPy arrays; each is named after its entry, without ".npy".</summary>
internal static class NpzReader
{
    private const string Suffix = ".npy";

    /// <summary>Whether an archive holds arrays and nothing else.</summary>
    public static bool Recognises(IReadOnlyList<ZipEntry> entries)
        => entries.Count > 0 && entries.All(e => e.Name.EndsWith(Suffix, StringComparison.Ordinal));

    /// <summary>The arrays of an archive; those in deflated entries are inflated when they are asked for.</summary>
    /// <exception cref="CheckpointException">An entry is damaged.</exception>
    public static ReaderResult Read(IReadOnlyList<ZipEntry> entries) =>
        new(CheckpointFormat.Npz, [.. entries.Select(e => NpyReader.ReadArray(e.Content, e.Name[..^Suffix.Length]))]);
}
