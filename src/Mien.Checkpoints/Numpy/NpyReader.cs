using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Numpy;

/// <summary>Reads one NumPy array.</summary>
internal static class NpyReader
{
    /// <summary>The one array of an .npy file, under the empty name.</summary>
    /// <exception cref="CheckpointException">The header is damaged, or the data has another length than it
    /// says.</exception>
    public static ReaderResult Read(ByteSource file) => new(CheckpointFormat.Npy, [ReadArray(file, "")]);

    /// <summary>The array in <paramref name="file"/>, under the given name.</summary>
    public static StridedTensor ReadArray(ByteSource file, string name)
    {
        NpyHeader header = NpyHeader.Read(file);
        ByteSource data = file.Slice(header.DataStart, file.Length - header.DataStart);
        StridedTensor tensor = StridedTensor.Contiguous(
            name, header.Type, header.Shape, data, header.BigEndian, header.FortranOrder);
        long expected = (long)tensor.Count * header.Type.Size();
        return data.Length == expected
            ? tensor
            : throw file.Fault(
                header.DataStart, $"an array of {expected} bytes is announced, {data.Length} bytes follow");
    }
}
