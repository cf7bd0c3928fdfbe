using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Mien.Checkpoints.Numpy;

/// <summary>
/// Writes NumPy's .npy and .npz files: float32 or uint8, C order, format version 1. Equal tensors give equal bytes.
/// </summary>
public static class NpyWriter
{
    // The earliest date that a zip archive can hold.
    private static readonly DateTimeOffset _noDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes one array, whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="tensor">The array; its name is not written.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, CheckpointTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor));
    }

    /// <summary>Writes an array of bytes (uint8) that need not be in memory at once, whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="parts">The bytes, in order, in parts of any lengths.</param>
    /// <exception cref="ArgumentException">The parts are shorter or longer than the array.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<int> shape, IEnumerable<byte[]> parts)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(parts);
        AtomicFile.Write(path, stream =>
        {
            WriteHeader(stream, "|u1", shape);
            long count = 0;
            foreach (byte[] part in parts)
            {
                stream.Write(part);
                count += part.Length;
            }

            long wanted = shape.Aggregate(1L, (product, length) => product * length);
            if (count != wanted)
            {
                throw new ArgumentException($"there are {count} bytes for an array of {wanted}", nameof(parts));
            }
        });
    }

    /// <summary>Writes a stored (not deflated) archive of arrays, whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="tensors">The arrays, each under its name.</param>
    /// <exception cref="ArgumentException">Two arrays have the same name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteArchive(string path, IEnumerable<CheckpointTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        CheckpointTensor[] all = [.. tensors];
        if (all.DistinctBy(t => t.Name).Count() < all.Length)
        {
            throw new ArgumentException("two arrays have the same name", nameof(tensors));
        }

        AtomicFile.Write(path, stream =>
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (CheckpointTensor tensor in all)
            {
                ZipArchiveEntry entry = archive.CreateEntry(tensor.Name + ".npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = _noDate;
                using Stream content = entry.Open();
                Write(content, tensor);
            }
        });
    }

    private static void Write(Stream stream, CheckpointTensor tensor)
    {
        WriteHeader(stream, "<f4", tensor.Shape);
        stream.Write(MemoryMarshal.AsBytes(tensor.ToArray().AsSpan()));
    }

    private static void WriteHeader(Stream stream, string type, IReadOnlyList<int> dimensions)
    {
        string lengths = string.Join(", ", dimensions.Select(l => l.ToString(CultureInfo.InvariantCulture)));
        string shape = dimensions.Count == 1 ? $"({lengths},)" : $"({lengths})";
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        int before = NpyHeader.Magic.Length + 4;
        int padded = ((before + header.Length + 1 + 63) / 64 * 64) - before; // the numbers start at a multiple of 64
        stream.Write(NpyHeader.Magic);
        stream.Write([1, 0, (byte)padded, (byte)(padded >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(padded - 1) + '\n'));
    }
}
