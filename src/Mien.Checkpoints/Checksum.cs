using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Mien.Checkpoints;

/// <summary>
/// A checksum among a file's metadata, over all that the file says: a bit that turned over is found, whatever it meant.
/// </summary>
public static class Checksum
{
    /// <summary>The key of the metadata.</summary>
    public const string Key = "checksum";

    /// <summary>SHA-256 of names, shapes, numbers and metadata, in hexadecimal; their order does not matter.</summary>
    /// <param name="tensors">The tensors; float32, as they will be stored.</param>
    /// <param name="metadata">The metadata; what stands under <see cref="Key"/> is left out.</param>
    public static string Of(IEnumerable<CheckpointTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in metadata.Where(m => m.Key != Key)
            .OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key.Length} {key}{value.Length} {value}"));
        }

        foreach (CheckpointTensor tensor in tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes($"{tensor.Name.Length} {tensor.Name}[{string.Join(',', tensor.Shape)}]"));
            hash.AppendData(MemoryMarshal.AsBytes<float>(tensor.ToArray()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a file has a checksum.</summary>
    public static bool IsIn(Checkpoint file) => file.Metadata.ContainsKey(Key);

    /// <summary>Recomputes the checksum of a file that has one.</summary>
    /// <exception cref="CheckpointException">It is another one.</exception>
    public static void Verify(Checkpoint file)
    {
        if (file.Metadata.TryGetValue(Key, out string? written) && written != Of(file.Tensors, file.Metadata))
        {
            throw new CheckpointException(file.Path, "", "it is damaged: its content does not match its checksum");
        }
    }
}
