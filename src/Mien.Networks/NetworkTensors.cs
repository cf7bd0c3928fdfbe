using Mien.Tensors;

namespace Mien.Networks;

/// <summary>The tensors that a network is built from, asked for by name and checked against the architecture.</summary>
internal sealed class NetworkTensors(string network, IReadOnlyDictionary<string, Tensor> given) : IDisposable
{
    private readonly Dictionary<string, Tensor> _parameters = [];
    private readonly Dictionary<string, Tensor> _buffers = [];
    private readonly List<Prepared> _prepared = [];

    /// <summary>What training changes.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>What training leaves alone: noise maps, the mean style.</summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => _buffers;

    /// <exception cref="ArgumentException">There is no such tensor, or its shape is another one.</exception>
    public Tensor Parameter(string name, Shape shape) => _parameters[name] = Take(name, shape);

    /// <exception cref="ArgumentException">There is no such tensor, or its shape is another one.</exception>
    public Tensor Buffer(string name, Shape shape) => _buffers[name] = Take(name, shape);

    public Prepared Prepare(Func<Tensor> make, params Tensor[] weights)
    {
        Prepared prepared = new(make, weights);
        _prepared.Add(prepared);
        return prepared;
    }

    public void Dispose()
    {
        foreach (Prepared prepared in _prepared)
        {
            prepared.Dispose();
        }

        foreach (Tensor tensor in _parameters.Values.Concat(_buffers.Values))
        {
            tensor.Dispose();
        }
    }

    private Tensor Take(string name, Shape shape)
    {
        if (!given.TryGetValue(name, out Tensor? tensor))
        {
            throw new ArgumentException($"{network}: there is no tensor '{name}' among the {given.Count} weights");
        }

        if (tensor.Shape != shape || tensor.DType != DType.Float32)
        {
            throw new ArgumentException($"{network}: '{name}' must be Float32 {shape}, not {tensor}");
        }

        return tensor.Detach();
    }
}
