using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

/// <summary>
/// A run of numbers that tensors share. In the older format its bytes follow only after everything that uses it.
/// </summary>
internal sealed class TorchStorage(TensorType? type)
{
    /// <summary>The number format; null where only the tensors know it.</summary>
    public TensorType? Type => type;

    public ByteSource? Data { get; set; }
}

/// <summary>A PyTorch tensor while its pickle is read.</summary>
internal sealed record TorchTensor(TorchStorage Storage, TensorType Type, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>The tensor under its name; null where its storage never came.</summary>
    /// <exception cref="CheckpointException">Elements lie outside the storage.</exception>
    public StridedTensor? ToTensor(string name) =>
        Storage.Data is null ? null : StridedTensor.Create(name, Type, Shape, Storage.Data, Offset, Strides);
}
