using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

/// <summary>
/// Reads what <c>torch.save</c> wrote before PyTorch 1.6, and still writes for a storage inside another pickle: five
/// pickles (a magic number, the version, the machine, the object, the keys of its storages), then each storage as a
/// count and numbers.
/// </summary>
internal static class TorchLegacyReader
{
    /// <summary>The first bytes: protocol 2 and the magic number as a LONG1 of ten bytes.</summary>
    public static ReadOnlySpan<byte> Magic
        => [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E];

    /// <summary>The tensors of a file.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static ReaderResult Read(ByteSource file)
    {
        PickleBudget budget = new();
        object? root = ReadObject(file, budget);
        return new ReaderResult(CheckpointFormat.TorchLegacy, TensorTree.Of(root, file, budget).Tensors);
    }

    /// <summary>The object of a stream, with its storages where they lie in the stream.</summary>
    /// <exception cref="CheckpointException">The stream is damaged, or from a machine with another byte
    /// order.</exception>
    public static object? ReadObject(ByteSource stream, PickleBudget budget)
    {
        ByteCursor cursor = new(stream);
        if (cursor.Left < Magic.Length || !cursor.ReadBytes(Magic.Length).SequenceEqual(Magic))
        {
            throw stream.Fault(0, "this is not a PyTorch stream");
        }

        Shelf shelf = new();
        WeightBuilder builder = new(budget, shelf);
        object? Next() => new PickleMachine(cursor, builder, budget).Run();

        if (Next() is not 1001L)
        {
            throw cursor.Fault("the version of the PyTorch stream is not 1001");
        }

        if ((Next() as PickleDictionary)?["little_endian"] is false)
        {
            throw cursor.Fault("the PyTorch stream comes from a big-endian machine");
        }

        object? root = Next();
        if (Next() is not PickleList keys)
        {
            throw cursor.Fault("the PyTorch stream lacks the list of its storages");
        }

        foreach (object? key in keys.Items)
        {
            shelf.Place(key as string ?? throw cursor.Fault("a storage without a name"), cursor);
        }

        shelf.PlaceViews();
        return root;
    }

    /// <summary>Storages wait here, empty, until their bytes come.</summary>
    private sealed class Shelf : IStorageShelf
    {
        private readonly Dictionary<string, (TorchStorage Storage, long Bytes, int Size)> _storages = [];
        private readonly List<(TorchStorage View, string Key, long Offset, long Length)> _views = [];

        public TorchStorage Load(
            TensorType? type, string key, long bytes, (string Key, long Offset, long Length)? view, ByteCursor at)
        {
            if (!_storages.TryGetValue(key, out (TorchStorage Storage, long Bytes, int Size) known))
            {
                known = (new TorchStorage(type), bytes, type?.Size() ?? 1);
                _storages.Add(key, known);
            }

            if (known.Storage.Type != type)
            {
                throw at.Fault($"storage '{key}' has two number formats");
            }

            if (view is null)
            {
                return known.Storage;
            }

            TorchStorage part = new(type);
            _views.Add((part, key, view.Value.Offset, view.Value.Length));
            return part;
        }

        public void Place(string key, ByteCursor cursor)
        {
            long count = cursor.ReadInt64();
            if (!_storages.TryGetValue(key, out (TorchStorage Storage, long Bytes, int Size) known)
                || known.Storage.Data is not null)
            {
                throw cursor.Fault($"storage '{key}' is not used, or comes twice");
            }

            if (count < 0 || count > long.MaxValue / 8 || count * known.Size != known.Bytes)
            {
                throw cursor.Fault(
                    $"storage '{key}' holds {count} elements, {known.Bytes / known.Size} were announced");
            }

            known.Storage.Data = cursor.Take(known.Bytes);
        }

        /// <summary>Gives each view its part of its storage.</summary>
        public void PlaceViews()
        {
            foreach ((TorchStorage view, string key, long offset, long length) in _views)
            {
                view.Data = _storages[key].Storage.Data?.Slice(offset, length);
            }
        }
    }
}
