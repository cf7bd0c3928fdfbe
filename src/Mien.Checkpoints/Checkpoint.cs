using Mien.Checkpoints.Numpy;
using Mien.Checkpoints.Pickles;
using Mien.Checkpoints.Safetensors;
using Mien.Checkpoints.Sources;
using Mien.Checkpoints.Zip;

namespace Mien.Checkpoints;

/// <summary>
/// A weight file: named tensors, read from the file when they are asked for. The format is told by the content, never
/// by the file's name, and nothing in a file is ever run.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    /// <summary>
    /// The key in <see cref="Metadata"/> that says which of NVIDIA's programmes made a pickle, where one did.
    /// </summary>
    public const string Producer = "producer";

    /// <summary>What the tensors of a file may take as float32: this, and sixteen times the size of the file.</summary>
    private const long ValueAllowance = 16 << 20;

    private static readonly string[] _endings = [".pkl", ".pickle", ".pt", ".pth", ".bin", ".ckpt", ".safetensors",
        ".npz", ".tar", ".zip"];

    private readonly IDisposable? _file;
    private readonly Dictionary<string, CheckpointTensor> _byName = [];

    private Checkpoint(string path, ReaderResult result, long length, IDisposable? file)
    {
        Path = path;
        Format = result.Format;
        Tensors = result.Tensors;
        Metadata = result.Metadata;
        Attributes = result.Attributes;
        _file = file;

        // Strides of 0 let a tensor be larger than its file.
        long left = ValueAllowance + (16 * length);
        foreach (CheckpointTensor tensor in Tensors)
        {
            left -= (long)tensor.Count * sizeof(float);
            if (left < 0)
            {
                throw new CheckpointException(
                    path, $"tensor '{tensor.Name}'", $"the tensors take far more room than the file's {length} bytes");
            }

            if (!_byName.TryAdd(tensor.Name, tensor))
            {
                throw new CheckpointException(path, $"tensor '{tensor.Name}'", "two tensors have this name");
            }
        }
    }

    /// <summary>The file, as it was given to <see cref="Open"/>.</summary>
    public string Path { get; }

    /// <summary>The kind of file.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>
    /// The tensors in the order of the file. Keys and indices of containers are joined with "/", attributes of modules
    /// with ".":
    /// <c>g_ema/conv1.conv.weight</c>, <c>G_ema/mapping.fc0.weight</c>, <c>Gs/G_synthesis/4x4/Const/const</c>. The one
    /// tensor of an .npy file has the empty name.
    /// </summary>
    public IReadOnlyList<CheckpointTensor> Tensors { get; }

    /// <summary>
    /// Text that the file holds about itself: the metadata of safetensors, and <see cref="Producer"/> for NVIDIA's
    /// pickles.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Numbers that the modules of a pickle have beside their tensors, named as these:
    /// <c>G_ema/synthesis.b8.conv0.conv_clamp</c>. Null stands for Python's None, 1 and 0 for its truth values.
    /// </summary>
    public IReadOnlyDictionary<string, double?> Attributes { get; }

    /// <summary>The tensor called <paramref name="name"/>.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public CheckpointTensor this[string name] =>
        Find(name) ?? throw new CheckpointException(
            Path, $"tensor '{name}'", $"the file has no such tensor among its {Tensors.Count}");

    /// <summary>
    /// Opens a weight file: safetensors, PyTorch (either format), TorchScript, NVIDIA's pickles, .npy or .npz.
    /// </summary>
    /// <param name="path">The file. Nothing but its directory of tensors is read now; their numbers are read from the
    /// file later.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file is of no such kind, is damaged, or lies about itself.</exception>
    public static Checkpoint Open(string path)
    {
        FileSource file = new(path);
        try
        {
            return new Checkpoint(path, Read(file), file.Length, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tensor called <paramref name="name"/>, or null.</summary>
    public CheckpointTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Closes the file; the numbers of its tensors can no longer be read.</summary>
    public void Dispose() => _file?.Dispose();

    /// <summary>As <see cref="Open"/>, for bytes in memory.</summary>
    internal static Checkpoint FromMemory(string path, ReadOnlyMemory<byte> bytes) =>
        new(path, Read(new MemorySource(path, bytes)), bytes.Length, null);

    private static ReaderResult Read(ByteSource file)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(300, file.Length)];
        file.Read(0, start);
        if (SafetensorsReader.Recognises(start))
        {
            return SafetensorsReader.Read(file);
        }

        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8))
        {
            IReadOnlyList<ZipEntry> entries = ZipDirectory.Read(file);
            return TorchZipReader.Recognises(entries) ? TorchZipReader.Read(file, entries)
                : NpzReader.Recognises(entries) ? NpzReader.Read(entries)
                : throw new CheckpointException(file.Path, "", Archive(entries));
        }

        return start.StartsWith(NpyHeader.Magic) ? NpyReader.Read(file)
            : start.StartsWith(TorchLegacyReader.Magic) ? TorchLegacyReader.Read(file)
            : PickleReader.Recognises(start) ? PickleReader.Read(file)
            : throw new CheckpointException(file.Path, "", Unknown(start));
    }

    // An archive that was downloaded around the weights, or something else.
    private static string Archive(IReadOnlyList<ZipEntry> entries)
    {
        string[] weights = [.. entries.Select(entry => entry.Name)
            .Where(name => _endings.Contains(System.IO.Path.GetExtension(name).ToLowerInvariant()))];
        string[] shown = weights.Length > 0 ? weights : [.. entries.Select(entry => entry.Name)];
        string names = string.Join(", ", shown.Take(3)) + (shown.Length > 3 ? ", …" : "");
        return weights.Length > 0 ? $"this is a zip archive that holds {names}: unpack it first"
            : shown.Length == 0 ? "this zip archive is empty"
            : $"this zip archive holds neither a PyTorch file nor NumPy arrays, but {names}";
    }

    private static string Unknown(ReadOnlySpan<byte> start)
    {
        string what = start.IsEmpty ? "the file is empty"
            : start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F'])
                ? "HDF5 files are not read: save the weights as .npz or safetensors"
            : start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? "this is a gzip file: unpack it first"
            : start.Length > 262 && start[257..].StartsWith("ustar"u8)
                ? "this is a tar archive: unpack it first; what PyTorch wrote as tar, before 2017, is to be loaded and saved anew there"
            : start.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]) || start.StartsWith("Rar!"u8)
                || start.StartsWith("BZh"u8) || start.StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A])
                    ? "this is a compressed archive: unpack it first"
            : start.StartsWith("GGUF"u8) ? "GGUF files are not read"
            : start.StartsWith("<"u8) || start.StartsWith("{"u8)
                ? "this is text, perhaps a web page that was saved instead of the weights"
            : start.StartsWith("version https"u8)
                ? "this is a pointer to a large file, not the file itself: download it with git lfs"
            : "this is no weight file that is known";
        return what + " (safetensors, PyTorch, TorchScript, NVIDIA's pickles, .npy and .npz are read)";
    }
}
