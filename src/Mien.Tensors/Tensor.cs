using System.Runtime.InteropServices;

namespace Mien.Tensors;

/// <summary>
/// Numbers in native memory, row-major, contiguous. A tensor that an operation made belongs to the <see cref="Tape"/>
/// that was open; any other belongs to whoever made it. <see cref="Dispose"/> lets go of this handle at once: the
/// memory lives on as long as a tape still needs it for its backward pass, or another handle shares it.
/// </summary>
public sealed unsafe class Tensor : IDisposable
{
    private Storage? _storage;

    /// <summary>Creates a tensor whose content is undefined.</summary>
    /// <exception cref="ComputeException">There is not that much memory.</exception>
    public Tensor(Shape shape, DType type = DType.Float32)
        : this(new Storage(BytesOf(shape, type)), shape, type)
    {
    }

    internal Tensor(Storage storage, Shape shape, DType type)
    {
        _storage = storage;
        Shape = shape;
        DType = type;
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>How an element is stored.</summary>
    public DType DType { get; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>True after <see cref="Dispose"/>, or once the tape that owned the tensor is closed.</summary>
    public bool IsDisposed => _storage is null;

    /// <summary>The one element of a float32 tensor with a count of 1.</summary>
    /// <exception cref="InvalidOperationException">There are more elements, or they are not float32.</exception>
    public float Item => Count == 1 && DType == DType.Float32
        ? *(float*)Pointer
        : throw new InvalidOperationException($"Item: {this} is not one float32 number");

    /// <summary>
    /// The elements of a float32 tensor, to read while it is alive: the span does not keep the memory.
    /// </summary>
    /// <exception cref="InvalidOperationException">The elements are not float32.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public ReadOnlySpan<float> Span => Floats(nameof(Span));

    /// <summary>
    /// The elements of a float32 tensor, to write while it is alive. Copies of it packed for oneDNN are forgotten, so
    /// ask again after the next operation rather than keep the span.
    /// </summary>
    /// <exception cref="InvalidOperationException">The elements are not float32.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Span<float> WritableSpan
    {
        get
        {
            Span<float> span = Floats(nameof(WritableSpan));
            Storage.Touch();
            return span;
        }
    }

    /// <summary>Counts the writes through <see cref="WritableSpan"/> since the tensor was made.</summary>
    public int Version => Storage.Version;

    internal Storage Storage
        => _storage ?? throw new ObjectDisposedException(nameof(Tensor), $"a tensor of shape {Shape} was disposed");

    internal void* Pointer => Storage.Pointer;

    internal float* F32 => (float*)Pointer;

    /// <summary>What the open tape knows of a tensor that it made; null for all others.</summary>
    internal GradientNode? Node { get; set; }

    /// <summary>Number of the tape that read this tensor last.</summary>
    internal long ReadBy { get; set; }

    /// <summary>Copies numbers into a new float32 tensor.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"From: {values.Length} values do not fill the shape {shape}", nameof(values));
        }

        Tensor tensor = new(shape);
        values.CopyTo(tensor.Floats(nameof(From)));
        return tensor;
    }

    /// <summary>A new float32 tensor with every element <paramref name="value"/>.</summary>
    public static Tensor Full(Shape shape, float value)
    {
        Tensor tensor = new(shape);
        tensor.Floats(nameof(Full)).Fill(value);
        return tensor;
    }

    /// <summary>A new tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape, DType type = DType.Float32)
    {
        Tensor tensor = new(shape, type);
        tensor.Clear();
        return tensor;
    }

    /// <summary>A new float32 tensor of independent N(0, 1) numbers: the same for the same seed.</summary>
    public static Tensor Normal(Shape shape, int seed)
    {
        Tensor tensor = new(shape);
        Span<float> values = tensor.Floats(nameof(Normal));
        Random random = new(seed);
        for (int i = 0; i < values.Length; i += 2)
        {
            // Box and Muller (1958): two uniform numbers give two normal ones.
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(radius * cosine);
            if (i + 1 < values.Length)
            {
                values[i + 1] = (float)(radius * sine);
            }
        }

        return tensor;
    }

    /// <summary>A second handle to the same memory that no tape owns; whoever asks disposes it.</summary>
    public Tensor Detach()
    {
        Storage.Retain();
        return new(Storage, Shape, DType);
    }

    /// <summary>A copy in memory of its own that no tape owns.</summary>
    public Tensor Clone()
    {
        void* from = Pointer;
        Tensor copy = new(Shape, DType);
        Buffer.MemoryCopy(from, copy.Pointer, copy.Storage.Bytes, copy.Storage.Bytes);
        return copy;
    }

    /// <summary>The elements as float32 numbers in row-major order, whatever the type is.</summary>
    public float[] ToArray()
    {
        float[] values = new float[Count];
        if (DType == DType.Float32)
        {
            Span.CopyTo(values);
        }
        else
        {
            ReadOnlySpan<ushort> halves = new(Pointer, checked((int)Count));
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
            }
        }

        return values;
    }

    /// <summary>Lets go of the memory. Harmless if repeated.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _storage, null)?.Release();
        Node = null;
    }

    /// <summary>As <c>Float32 [1, 64, 64, 3]</c>.</summary>
    public override string ToString() => $"{DType} {Shape}";

    internal void Clear() => NativeMemory.Clear(Pointer, (nuint)Storage.Bytes);

    private static long BytesOf(Shape shape, DType type)
        => shape.Count <= long.MaxValue / 8
            ? shape.Count * type.Size()
            : throw new ComputeException($"no memory for a tensor of shape {shape}");

    private Span<float> Floats(string who) => DType == DType.Float32
        ? new(Pointer, checked((int)Count))
        : throw new InvalidOperationException($"{who}: {this} does not hold float32 numbers; ToArray converts");
}
