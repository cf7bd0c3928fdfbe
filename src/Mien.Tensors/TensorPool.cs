using System.Runtime.InteropServices;

namespace Mien.Tensors;

/// <summary>
/// Native memory for tensors, aligned to 64 bytes. A block that is given back is kept for the next tensor of its size
/// class (steps of one eighth) or a little less, so that a loop that does the same work again asks the operating system
/// for nothing.
/// </summary>
public static unsafe class TensorPool
{
    private const int Alignment = 64;

    private static readonly Lock _lock = new();
    private static readonly Dictionary<long, Stack<nint>> _free = [];
    private static long _inUse;
    private static long _held;
    private static long _peak;

    /// <summary>Bytes in blocks that tensors hold.</summary>
    public static long BytesInUse
    {
        get
        {
            lock (_lock)
            {
                return _inUse;
            }
        }
    }

    /// <summary>Bytes taken from the operating system: those in use and those kept for reuse.</summary>
    public static long BytesHeld
    {
        get
        {
            lock (_lock)
            {
                return _held;
            }
        }
    }

    /// <summary>The highest <see cref="BytesHeld"/> since the start, or since <see cref="Trim"/>.</summary>
    public static long PeakBytes
    {
        get
        {
            lock (_lock)
            {
                return _peak;
            }
        }
    }

    /// <summary>Gives the blocks that nothing uses back to the operating system.</summary>
    public static void Trim()
    {
        lock (_lock)
        {
            foreach ((long size, Stack<nint> blocks) in _free)
            {
                foreach (nint block in blocks)
                {
                    NativeMemory.AlignedFree((void*)block);
                    _held -= size;
                }
            }

            _free.Clear();
            _peak = _held;
        }
    }

    internal static void* Rent(long bytes, out long size)
    {
        size = SizeClass(bytes);
        lock (_lock)
        {
            // A free block that is up to two classes larger does as well: images of 1024 and 1025 px take turns in it.
            for (long fitting = size, next = 0; next < 3; next++, fitting = SizeClass(fitting + 1))
            {
                if (_free.TryGetValue(fitting, out Stack<nint>? blocks) && blocks.TryPop(out nint block))
                {
                    size = fitting;
                    _inUse += size;
                    return (void*)block;
                }
            }

            _inUse += size;
            _held += size;
            _peak = Math.Max(_peak, _held);
        }

        try
        {
            return NativeMemory.AlignedAlloc((nuint)size, Alignment);
        }
        catch (OutOfMemoryException e)
        {
            lock (_lock)
            {
                _inUse -= size;
                _held -= size;
            }

            throw new ComputeException(
                $"no memory for a tensor of {bytes:N0} bytes; {BytesInUse:N0} bytes are in use", e);
        }
    }

    internal static void Return(void* block, long size)
    {
        lock (_lock)
        {
            _inUse -= size;
            if (!_free.TryGetValue(size, out Stack<nint>? blocks))
            {
                _free.Add(size, blocks = new());
            }

            blocks.Push((nint)block);
        }
    }

    // The next of 8 equal steps between two powers of two, at least one cache line.
    private static long SizeClass(long bytes)
    {
        bytes = Math.Max(bytes, Alignment);
        long step = Math.Max(Alignment, 1L << Math.Max(0, 63 - (int)long.LeadingZeroCount(bytes) - 3));
        return (bytes + step - 1) / step * step;
    }
}
