using Mien.Tensors.Compute;

namespace Mien.Tensors;

/// <summary>
/// One step of work: while a tape is open on a thread, operations called on that thread are written on it, and what
/// they make belongs to it. <see cref="Backward(Tensor)"/> runs the tape in reverse, once; <see cref="Dispose"/> frees
/// every tensor that the tape owns. Gradients flow only to tensors given to <see cref="Watch"/>; an operation that none
/// of them reaches records nothing and computes nothing backward.
/// </summary>
/// <example>
/// <code>
/// using Tape tape = new();
/// tape.Watch(styles);
/// Tensor loss = generator.Forward(styles).SumSquaredDifference(target);
/// tape.Backward(loss);
/// Tensor gradient = tape.Gradient(styles)!; // until the tape is disposed
/// </code>
/// </example>
public sealed class Tape : IDisposable
{
    [ThreadStatic]
    private static Tape? _current;

    private static long _opened;

    private readonly Tape? _outer;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly long _number = Interlocked.Increment(ref _opened);
    private readonly Dictionary<Tensor, GradientNode> _watched = new(ReferenceEqualityComparer.Instance);
    private readonly List<Tensor> _owned = [];
    private readonly List<Entry> _entries = [];
    private readonly List<Saved> _saved = [];
    private int _savedByEntries;
    private bool _ran;
    private bool _disposed;

    /// <summary>Opens a tape on this thread; an outer one waits until this one is disposed.</summary>
    public Tape()
    {
        _outer = _current;
        _current = this;
    }

    /// <summary>
    /// Asks for the gradient with respect to a tensor: an input, style vectors, a weight, or a result of an operation.
    /// An input is watched before the first operation on it: what came earlier was not written down.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tape has run backward, or an operation on it has used the
    /// tensor.</exception>
    /// <exception cref="ObjectDisposedException">The tape or the tensor was disposed.</exception>
    /// <exception cref="ArgumentException">The tensor is not float32 and not a result of this tape.</exception>
    public void Watch(Tensor tensor)
    {
        Check("Watch");
        Alive("Watch", tensor);
        if (tensor.Node is { } node && node.Tape == this)
        {
            node.Keep = true;
            return;
        }

        if (tensor.DType != DType.Float32)
        {
            throw new ArgumentException(
                $"Watch: gradients are kept for float32 tensors, not for {tensor}", nameof(tensor));
        }

        if (tensor.ReadBy == _number && !_watched.ContainsKey(tensor))
        {
            throw new InvalidOperationException(
                $"Watch: {tensor} was used on this tape already; watch it before its first use");
        }

        _watched.TryAdd(tensor, new(this, tensor) { Keep = true });
    }

    /// <summary>
    /// True if the tape that is open on this thread collects the gradient of a tensor. Whoever keeps something that is
    /// made of the tensor must then make it anew, on the tape.
    /// </summary>
    public static bool Collects(Tensor tensor) => _current?.NodeOf(tensor) is not null;

    /// <summary>
    /// The gradient of the loss with respect to a watched tensor, in its shape; null if the loss does not depend on it.
    /// It belongs to the tape: clone or detach it to keep it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tensor was not watched, or the tape has not run
    /// backward.</exception>
    /// <exception cref="ObjectDisposedException">The tape was disposed, and the gradient with it.</exception>
    public Tensor? Gradient(Tensor tensor)
    {
        NotDisposed("Gradient");
        if (!_ran)
        {
            throw new InvalidOperationException(
                $"Gradient: there is none of {tensor} before the tape has run backward");
        }

        GradientNode? node = NodeOf(tensor);
        return node is { Keep: true }
            ? node.Gradient
            : throw new InvalidOperationException($"Gradient: {tensor} was not watched by this tape");
    }

    /// <summary>Runs the tape in reverse from a scalar loss: fills the gradients of all watched tensors.</summary>
    /// <exception cref="ArgumentException">The loss is not one float32 number.</exception>
    /// <exception cref="InvalidOperationException">
    /// The tape was used before, the loss depends on nothing that is watched, or a tensor was written to after an
    /// operation had read it that needs it once more.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape or the loss was disposed.</exception>
    public void Backward(Tensor loss)
    {
        Check("Backward");
        if (loss.Count != 1 || loss.DType != DType.Float32)
        {
            throw new ArgumentException(
                $"Backward: the loss is {loss}; it must be one float32 number, or give its gradient", nameof(loss));
        }

        using Tensor one = Tensor.Full(loss.Shape, 1);
        Backward(loss, one);
    }

    /// <summary>
    /// As <see cref="Backward(Tensor)"/> from any tensor, given the gradient of the loss with respect to it.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Backward(Tensor)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The tape or a tensor was disposed.</exception>
    public void Backward(Tensor result, Tensor gradient)
    {
        Check("Backward");
        Alive("Backward", result);
        Alive("Backward", gradient);
        if (result.Shape != gradient.Shape)
        {
            throw new ArgumentException(
                $"Backward: a gradient of shape {gradient.Shape} does not fit a result of shape {result.Shape}",
                nameof(gradient));
        }

        GradientNode node = NodeOf(result)
            ?? throw new InvalidOperationException($"Backward: {result} depends on nothing that this tape watches");
        _ran = true;
        node.Add(gradient.DType == result.DType ? gradient.Detach() : Elementwise.Convert(gradient, result.DType));
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            Entry entry = _entries[i];
            if (entry.Result.Gradient is { } dy)
            {
                Unchanged(entry.SavedFrom, entry.SavedTo);
                entry.Backward(dy);
                entry.Result.Done();
            }

            Release(entry.SavedFrom, entry.SavedTo);
        }

        foreach (Entry entry in _entries)
        {
            entry.Result.OwnMemory();
        }

        foreach (GradientNode watched in _watched.Values)
        {
            watched.OwnMemory();
        }
    }

    /// <summary>Frees every tensor that the tape owns and makes the outer tape the current one again.</summary>
    /// <exception cref="InvalidOperationException">A tape that was opened later on this thread is still
    /// open.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (_current != this)
        {
            throw new InvalidOperationException(
                "Tape: disposed on another thread, or before a tape that was opened after it");
        }

        _disposed = true;
        _current = _outer;
        Release(0, _saved.Count);
        foreach (Entry entry in _entries)
        {
            entry.Result.Free();
        }

        foreach (GradientNode node in _watched.Values)
        {
            node.Free();
        }

        foreach (Tensor tensor in _owned)
        {
            tensor.Dispose();
        }
    }

    /// <summary>The open tape, for an operation on the given inputs, each of which must be alive.</summary>
    internal static Tape For(string op, params ReadOnlySpan<Tensor?> inputs)
    {
        Tape tape = _current ?? throw new InvalidOperationException(
            $"{op}: no tape is open on this thread; open one: using Tape tape = new();");
        tape.Check(op);
        foreach (Tensor? input in inputs)
        {
            if (input is { IsDisposed: true })
            {
                throw new ObjectDisposedException(
                    nameof(Tensor), $"{op}: an input of shape {input.Shape} was disposed (inputs: {Describe(inputs)})");
            }

            if (input is not null)
            {
                input.ReadBy = tape._number;
            }
        }

        return tape;
    }

    internal static string Describe(params ReadOnlySpan<Tensor?> tensors)
    {
        List<string> shapes = [];
        foreach (Tensor? tensor in tensors)
        {
            if (tensor is not null)
            {
                shapes.Add(tensor.ToString());
            }
        }

        return string.Join(", ", shapes);
    }

    /// <summary>A new tensor that the tape frees at its end.</summary>
    internal Tensor New(Shape shape, DType type) => Own(new(shape, type));

    internal Tensor Own(Tensor tensor)
    {
        _owned.Add(tensor);
        return tensor;
    }

    /// <summary>Where the gradient of a tensor is collected; null if none is wanted.</summary>
    internal GradientNode? NodeOf(Tensor? tensor)
    {
        if (tensor is null)
        {
            return null;
        }

        return tensor.Node is { } node && node.Tape == this ? node : _watched.GetValueOrDefault(tensor);
    }

    /// <summary>
    /// A handle that keeps a tensor's memory until the backward pass of the operation being recorded is over.
    /// </summary>
    internal Tensor Save(Tensor tensor)
    {
        Tensor handle = tensor.Detach();
        _saved.Add(new(handle, handle.Version));
        return handle;
    }

    /// <summary>
    /// Writes an operation on the tape: its result and what turns the gradient of the result into gradients of its
    /// inputs. The gradient given to <paramref name="backward"/> is freed after it returns.
    /// </summary>
    internal Tensor Record(Tensor result, Action<Tensor> backward)
    {
        result.Node = new(this, result);
        _entries.Add(new(result.Node, backward, _savedByEntries, _saved.Count));
        _savedByEntries = _saved.Count;
        return result;
    }

    private void Release(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            _saved[i].Handle.Dispose();
        }
    }

    private void Unchanged(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (_saved[i].Handle.Version != _saved[i].Version)
            {
                throw new InvalidOperationException(
                    $"Backward: {_saved[i].Handle} was written to after an operation had read it");
            }
        }
    }

    private static void Alive(string op, Tensor tensor)
    {
        if (tensor.IsDisposed)
        {
            throw new ObjectDisposedException(nameof(Tensor), $"{op}: the tensor {tensor} was disposed");
        }
    }

    private void NotDisposed(string op)
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(nameof(Tape), $"{op}: this tape was disposed");
        }
    }

    private void Check(string op)
    {
        NotDisposed(op);
        if (_ran)
        {
            throw new InvalidOperationException(
                $"{op}: this tape has run backward already; open a new one for every step");
        }

        if (_thread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException($"{op}: this tape was opened on another thread");
        }
    }

    /// <summary>A tensor that a backward pass needs, and how often it had been written to when it was read.</summary>
    private readonly record struct Saved(Tensor Handle, int Version);

    private readonly record struct Entry(GradientNode Result, Action<Tensor> Backward, int SavedFrom, int SavedTo);
}
