using System.Text;
using Mien.Checkpoints.Sources;
using Mien.Checkpoints.Zip;

namespace Mien.Checkpoints.Pickles;

/// <summary>
/// Reads the zip archives of <c>torch.save</c> and <c>torch.jit.save</c>: one folder with the pickle <c>data.pkl</c>
/// and one entry <c>data/KEY</c> per storage.
/// </summary>
internal static class TorchZipReader
{
    private const string Pickle = "data.pkl";

    /// <summary>Whether an archive holds a PyTorch pickle.</summary>
    public static bool Recognises(IReadOnlyList<ZipEntry> entries) => Find(entries) is not null;

    /// <summary>The tensors of an archive.</summary>
    /// <exception cref="CheckpointException">The archive is damaged, or from a machine with another byte
    /// order.</exception>
    public static ReaderResult Read(ByteSource file, IReadOnlyList<ZipEntry> entries)
    {
        ZipEntry pickle = Find(entries)!;
        string folder = pickle.Name[..^Pickle.Length];
        Dictionary<string, ByteSource> inFolder = [];
        foreach (ZipEntry entry in entries.Where(e => e.Name.StartsWith(folder, StringComparison.Ordinal)))
        {
            if (!inFolder.TryAdd(entry.Name[folder.Length..], entry.Content))
            {
                throw entry.Content.Fault(0, $"two zip entries are called '{entry.Name}'");
            }
        }

        if (inFolder.TryGetValue("byteorder", out ByteSource? order) && Text(order) == "big")
        {
            throw order.Fault(0, "the archive comes from a big-endian machine");
        }

        PickleBudget budget = new();
        WeightBuilder builder = new(budget, new Shelf(inFolder));
        object? root = new PickleMachine(new ByteCursor(pickle.Content), builder, budget).Run();
        bool script = inFolder.ContainsKey("constants.pkl");
        return new ReaderResult(
            script ? CheckpointFormat.TorchScript : CheckpointFormat.TorchZip,
            TensorTree.Of(root, file, budget).Tensors);
    }

    private static ZipEntry? Find(IReadOnlyList<ZipEntry> entries) =>
        entries.FirstOrDefault(
            e => e.Name == Pickle
                || (e.Name.EndsWith("/" + Pickle, StringComparison.Ordinal) && e.Name.Count(c => c == '/') == 1));

    private static string Text(ByteSource source)
    {
        byte[] bytes = new byte[Math.Min(source.Length, 16)];
        source.Read(0, bytes);
        return Encoding.ASCII.GetString(bytes);
    }

    private sealed class Shelf(Dictionary<string, ByteSource> entries) : IStorageShelf
    {
        private readonly Dictionary<string, TorchStorage> _storages = [];

        public TorchStorage Load(
            TensorType? type, string key, long bytes, (string Key, long Offset, long Length)? view, ByteCursor at)
        {
            if (_storages.TryGetValue(key, out TorchStorage? known) && known.Type == type)
            {
                return known;
            }

            if (!entries.TryGetValue("data/" + key, out ByteSource? data))
            {
                throw at.Fault($"the archive has no entry data/{key}");
            }

            if (data.Length != bytes)
            {
                throw at.Fault($"the entry data/{key} has {data.Length} bytes, {bytes} were announced");
            }

            TorchStorage storage = new(type) { Data = data };
            _storages[key] = storage;
            return storage;
        }
    }
}
