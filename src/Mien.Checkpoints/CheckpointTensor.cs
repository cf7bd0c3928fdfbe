namespace Mien.Checkpoints;

/// <summary>
/// One tensor of a weight file: its name, its number format and its shape are known at once, its numbers are read when
/// they are asked for. It stays readable for as long as its <see cref="Checkpoint"/> is open.
/// </summary>
public abstract class CheckpointTensor
{
    /// <summary>A tensor whose numbers a derived class knows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The number format in the file.</param>
    /// <param name="shape">Lengths of the dimensions; taken over.</param>
    protected CheckpointTensor(string name, TensorType type, int[] shape)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Count = shape.Aggregate(1, (count, length) => checked(count * length));
    }

    /// <summary>The name in its file; empty for the one array of an .npy file.</summary>
    public string Name { get; }

    /// <summary>The number format in the file.</summary>
    public TensorType Type { get; }

    /// <summary>Lengths of the dimensions, the slowest first; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>How many elements there are: 1 for a scalar.</summary>
    public int Count { get; }

    /// <summary>A tensor that lives in memory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Lengths of the dimensions.</param>
    /// <param name="values">Its elements, row-major; not copied.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many elements as there are values.</exception>
    public static CheckpointTensor From(string name, IReadOnlyList<int> shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        CheckpointTensor tensor = new ArrayTensor(name, [.. shape], values);
        return tensor.Count == values.Length
            ? tensor
            : throw new ArgumentException(
                $"'{name}': shape [{string.Join(", ", shape)}] holds {tensor.Count} values, {values.Length} were given");
    }

    /// <summary>Writes every element as float32, row-major, to the first <see cref="Count"/> places.</summary>
    /// <param name="destination">At least <see cref="Count"/> long. Integers and float64 are rounded, true is
    /// 1.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="CheckpointException">The numbers cannot be decoded, as where a compressed entry is
    /// damaged.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint has been closed.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length < Count)
        {
            throw new ArgumentException(
                $"'{Name}' has {Count} elements, the destination {destination.Length}", nameof(destination));
        }

        if (Count > 0)
        {
            Fill(destination[..Count]);
        }
    }

    /// <summary>Every element as float32, row-major.</summary>
    /// <exception cref="CheckpointException">As <see cref="CopyTo"/>.</exception>
    public float[] ToArray()
    {
        float[] values = GC.AllocateUninitializedArray<float>(Count);
        CopyTo(values);
        return values;
    }

    /// <summary>Name, format and shape, as in "mapping.w_avg: F32 [512]".</summary>
    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", Shape)}]";

    /// <summary>Writes every element to a span of exactly <see cref="Count"/>, which is not 0.</summary>
    /// <param name="destination">Where to, row-major.</param>
    protected abstract void Fill(Span<float> destination);

    private sealed class ArrayTensor(string name, int[] shape, float[] values)
        : CheckpointTensor(name, TensorType.F32, shape)
    {
        protected override void Fill(Span<float> destination) => values.CopyTo(destination);
    }
}
