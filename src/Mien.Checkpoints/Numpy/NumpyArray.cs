using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Numpy;

/// <summary>A NumPy number format while its pickle is read: its byte order comes later than its name.</summary>
internal sealed class NumpyDtype(string name)
{
    public string Name => name;

    public TensorType? Type { get; } = NumpyType.Parse(name)?.Type;

    public bool BigEndian { get; set; } = NumpyType.Parse(name)?.BigEndian ?? false;
}

/// <summary>
/// A NumPy array while its pickle is read; without <see cref="Data"/> if its elements are not plain numbers.
/// </summary>
internal sealed class NumpyArray
{
    public NumpyDtype? Dtype { get; set; }

    public long[] Shape { get; set; } = [];

    public bool FortranOrder { get; set; }

    public ByteSource? Data { get; set; }

    /// <summary>The array as a tensor; null where its elements are not plain numbers.</summary>
    /// <exception cref="CheckpointException">There is not exactly as much data as the shape asks for.</exception>
    public StridedTensor? ToTensor(string name)
    {
        if (Data is null || Dtype?.Type is not TensorType type)
        {
            return null;
        }

        StridedTensor tensor = StridedTensor.Contiguous(name, type, Shape, Data, Dtype.BigEndian, FortranOrder);
        return (long)tensor.Count * type.Size() == Data.Length
            ? tensor
            : throw new CheckpointException(
                Data.Path, $"tensor '{name}'",
                $"an array of shape [{string.Join(", ", Shape)}] has {Data.Length} bytes");
    }
}
