using Mien.Checkpoints;

namespace Mien.Networks.Import;

/// <summary>
/// Collects a network's tensors under this library's names, each checked against the shape that it must have.
/// </summary>
internal sealed class WeightCollection(NameScope source)
{
    private readonly Dictionary<string, CheckpointTensor> _tensors = [];

    public IReadOnlyDictionary<string, CheckpointTensor> Tensors => _tensors;

    /// <summary>Adds a tensor of the file, from which dimensions of length 1 are dropped until the rank fits.</summary>
    /// <param name="name">This library's name for it.</param>
    /// <param name="tensor">The tensor of the file.</param>
    /// <param name="offset">Is added to every value, as the 1 that some files leave out of the biases of styles; else
    /// 0.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="CheckpointException">Its shape is not the one that the rest of the network asks for. Values
    /// that are not finite are told when it is read.</exception>
    public void Add(string name, StridedTensor tensor, float offset, params ReadOnlySpan<int> shape)
    {
        StridedTensor? squeezed = tensor.Squeeze(shape.Length);
        if (squeezed is null || !squeezed.Shape.SequenceEqual(shape.ToArray()))
        {
            throw new CheckpointException(
                source.Path, $"tensor '{tensor.Name}'",
                $"its shape is [{string.Join(", ", tensor.Shape)}]; {name} of this network wants [{string.Join(", ", shape.ToArray())}]");
        }

        _tensors.Add(name, new FiniteTensor(name, squeezed, offset, source.Path));
    }

    /// <summary>Adds a tensor of the file as it is.</summary>
    /// <exception cref="CheckpointException">The file lacks it, or its shape is another one.</exception>
    public void AddRequired(string name, StridedTensor? tensor, params ReadOnlySpan<int> shape)
        => Add(name, tensor ?? throw source.Fault("", $"the network is not complete: it lacks {name}"), 0, shape);

    /// <summary>Adds a tensor that the file does not have.</summary>
    public void Add(CheckpointTensor made) => _tensors.Add(made.Name, made);
}
