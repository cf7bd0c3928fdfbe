using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

/// <summary>Where the storages of a PyTorch file lie.</summary>
internal interface IStorageShelf
{
    /// <summary>The storage under <paramref name="key"/>.</summary>
    /// <param name="type">Its number format; null where only the tensors know it.</param>
    /// <param name="key">Its name in the file.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="view">In the oldest files, the part of the storage that is meant: its key, its offset and length in
    /// bytes.</param>
    /// <param name="at">The place in the pickle, for faults.</param>
    TorchStorage Load(
        TensorType? type, string key, long bytes, (string Key, long Offset, long Length)? view, ByteCursor at);
}
