using Mien.Checkpoints;
using Mien.Tensors;

namespace Mien.Networks;

/// <summary>
/// Where the tensors of a network come from when it is built: a file, or tensors in memory. The network asks for each
/// by name and owns it from then on; names that it does not ask for are ignored.
/// </summary>
public sealed class Weights
{
    private readonly Func<string, Found?> _find;
    private readonly int _count;

    private Weights(int count, Func<string, Found?> find) => (_count, _find) = (count, find);

    /// <summary>
    /// Tensors in memory. A network takes those that it asks for out of the dictionary, without a copy.
    /// </summary>
    /// <param name="tensors">Float32 tensors by name.</param>
    public static implicit operator Weights(Dictionary<string, Tensor> tensors) => Of(tensors);

    /// <summary>
    /// Tensors in memory. A network takes those that it asks for out of the dictionary, without a copy.
    /// </summary>
    /// <param name="tensors">Float32 tensors by name.</param>
    public static Weights Of(Dictionary<string, Tensor> tensors) =>
        new(tensors.Count, name => tensors.TryGetValue(name, out Tensor? tensor)
        ? new(tensor.Shape, tensor.DType, () =>
        {
            tensors.Remove(name);
            return tensor;
        })
        : null);

    /// <summary>Tensors of a weight file, each read when a network asks for it.</summary>
    /// <param name="tensors">By the names of this library; their checkpoint must stay open until the network is
    /// built.</param>
    public static Weights Of(IReadOnlyDictionary<string, CheckpointTensor> tensors)
        => new(tensors.Count, name => Of(tensors.GetValueOrDefault(name)));

    /// <summary>Tensors of a weight file, each read when a network asks for it.</summary>
    /// <param name="file">Has the tensors under the names of this library; it must stay open until the network is
    /// built.</param>
    /// <param name="prefix">What the names begin with in the file.</param>
    /// <exception cref="CheckpointException">Told when a tensor is taken: it holds values that are not
    /// finite.</exception>
    public static Weights Of(Checkpoint file, string prefix = "")
        => new(file.Tensors.Count, name => Of(file.Find(prefix + name), file.Path));

    /// <exception cref="ArgumentException">There is no such tensor, or its shape or type is another one.</exception>
    internal Tensor Take(string network, string name, Shape shape)
    {
        if (_find(name) is not { } found)
        {
            throw new ArgumentException($"{network}: there is no tensor '{name}' among the {_count} weights");
        }

        return found.Shape == shape && found.Type == DType.Float32
            ? found.Take()
            : throw new ArgumentException(
                $"{network}: '{name}' must be Float32 {shape}, not {found.Type} {found.Shape}");
    }

    private static Found? Of(CheckpointTensor? tensor, string path = "")
        => tensor is null ? null : new(
            Shape.Of([.. tensor.Shape]), DType.Float32, () => Finite(tensor.ToTensor(), tensor.Name, path));

    private static Tensor Finite(Tensor tensor, string name, string path)
    {
        int at = tensor.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (at < 0)
        {
            return tensor;
        }

        float value = tensor.Span[at];
        tensor.Dispose();
        throw new CheckpointException(path, $"tensor '{name}'", $"value {at} is {value}: the weights are damaged");
    }

    private sealed record Found(Shape Shape, DType Type, Func<Tensor> Take);
}
