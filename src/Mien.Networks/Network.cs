using System.Numerics.Tensors;
using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Tensors;
using Tensor = Mien.Tensors.Tensor;

namespace Mien.Networks;

/// <summary>
/// A network: named tensors that it owns, which can be saved, loaded, copied and averaged. What it computes is written
/// on the tape that is open; gradients flow to the parameters that the tape watches.
/// </summary>
/// <param name="weights">Where its tensors come from.</param>
public abstract class Network(Weights weights) : IDisposable
{
    private readonly Dictionary<string, Tensor> _parameters = [];
    private readonly Dictionary<string, Tensor> _buffers = [];
    private readonly List<PreparedWeights> _prepared = [];

    /// <summary>
    /// What training changes, by name: watch these very tensors to train. While no tape watches them they are frozen,
    /// and what the network derives from them is kept until somebody writes to them.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>
    /// What is stored with the parameters but not trained by gradients, such as noise maps and the mean style.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => _buffers;

    /// <summary>A network of the same sizes with copies of the tensors.</summary>
    public abstract Network Clone();

    /// <summary>Parameters and buffers as entries of a file, for as long as the network lives.</summary>
    /// <param name="prefix">What the entries' names are to begin with.</param>
    public IEnumerable<CheckpointTensor> ToStored(string prefix = "")
        => _parameters.Concat(_buffers).Select(t => t.Value.ToStored(prefix + t.Key));

    /// <summary>Writes parameters and buffers to a safetensors file, whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="metadata">Text about the network, or null.</param>
    /// <param name="type">How to store the numbers: F32, F16 or BF16.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(
        string path, IReadOnlyDictionary<string, string>? metadata = null, TensorType type = TensorType.F32)
        => SafetensorsWriter.Write(path, ToStored(), metadata, type);

    /// <summary>Overwrites parameters and buffers by those of a file.</summary>
    /// <param name="file">Has them under the same names and in the same shapes.</param>
    /// <param name="prefix">What the names begin with in the file.</param>
    /// <exception cref="CheckpointException">A tensor is missing or has another shape.</exception>
    public void Load(Checkpoint file, string prefix = "")
    {
        foreach ((string name, Tensor tensor) in _parameters.Concat(_buffers))
        {
            tensor.Restore(file, prefix + name);
        }
    }

    /// <summary>
    /// A step of a moving average (Karras et al. 2018, section 4): this ← this + (1 − β) (other − this) for parameters;
    /// buffers are copied.
    /// </summary>
    /// <param name="other">A network of the same sizes.</param>
    /// <param name="beta">What the average keeps of itself, β.</param>
    public void Follow(Network other, float beta)
    {
        foreach ((string name, Tensor parameter) in other._parameters)
        {
            Span<float> average = _parameters[name].WritableSpan;
            TensorPrimitives.Lerp(parameter.Span, average, beta, average);
        }

        foreach ((string name, Tensor buffer) in other._buffers)
        {
            buffer.Span.CopyTo(_buffers[name].WritableSpan);
        }
    }

    /// <summary>Frees the tensors; <see cref="Parameters"/> and <see cref="Buffers"/> are gone then.</summary>
    public virtual void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes a tensor that training changes; for constructors.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="ArgumentException">There is no such tensor, or its shape is another one.</exception>
    protected internal Tensor Parameter(string name, Shape shape) => _parameters[name] = Take(name, shape);

    /// <summary>Takes a tensor that training leaves alone; for constructors.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="ArgumentException">There is no such tensor, or its shape is another one.</exception>
    protected internal Tensor Buffer(string name, Shape shape) => _buffers[name] = Take(name, shape);

    /// <summary>Something derived from weights, kept while they are frozen, freed with the network.</summary>
    internal PreparedWeights Prepare(Func<Tensor> make, params Tensor[] from)
    {
        PreparedWeights prepared = new(make, from);
        _prepared.Add(prepared);
        return prepared;
    }

    /// <summary>Copies of all tensors, for <see cref="Clone"/>.</summary>
    protected Weights Copies() => _parameters.Concat(_buffers).ToDictionary(t => t.Key, t => t.Value.Clone());

    private Tensor Take(string name, Shape shape)
    {
        try
        {
            return weights.Take(GetType().Name, name, shape);
        }
        catch
        {
            Free(); // nobody gets a network that could not be built
            throw;
        }
    }

    private void Free()
    {
        foreach (PreparedWeights prepared in _prepared)
        {
            prepared.Dispose();
        }

        foreach (Tensor tensor in _parameters.Values.Concat(_buffers.Values))
        {
            tensor.Dispose();
        }
    }
}
