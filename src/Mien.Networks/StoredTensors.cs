using Mien.Checkpoints;
using Mien.Tensors;

namespace Mien.Networks;

/// <summary>From tensors of files to those of the engine, and back.</summary>
public static class StoredTensors
{
    /// <summary>The numbers of a file as a float32 tensor; the caller disposes it.</summary>
    /// <param name="stored">Of a checkpoint that is open.</param>
    /// <exception cref="CheckpointException">The numbers cannot be decoded.</exception>
    public static Tensor ToTensor(this CheckpointTensor stored)
    {
        Tensor tensor = new(Shape.Of([.. stored.Shape]));
        stored.CopyTo(tensor.WritableSpan);
        return tensor;
    }

    /// <summary>A float32 tensor as an entry of a file; its numbers are read when the file is written.</summary>
    /// <param name="tensor">It stays the caller's, and must live until the file is written.</param>
    /// <param name="name">The entry's name.</param>
    public static CheckpointTensor ToStored(this Tensor tensor, string name) => new Entry(name, tensor);

    /// <summary>Overwrites the numbers of a tensor by those of a file.</summary>
    /// <param name="tensor">Float32.</param>
    /// <param name="file">The file.</param>
    /// <param name="name">Which of its tensors.</param>
    /// <exception cref="CheckpointException">The file has no such tensor, or its shape is another one.</exception>
    public static void Restore(this Tensor tensor, Checkpoint file, string name)
    {
        CheckpointTensor saved = file[name];
        if (!saved.Shape.SequenceEqual(tensor.Shape.ToArray()))
        {
            throw new CheckpointException(
                file.Path, $"tensor '{name}'", $"the shape is [{string.Join(", ", saved.Shape)}], not {tensor.Shape}");
        }

        saved.CopyTo(tensor.WritableSpan);
    }

    private sealed class Entry(string name, Tensor tensor) : CheckpointTensor(
        name, TensorType.F32, tensor.Shape.ToArray())
    {
        protected override void Fill(Span<float> destination) => tensor.Span.CopyTo(destination);
    }
}
