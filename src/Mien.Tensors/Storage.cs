namespace Mien.Tensors;

/// <summary>
/// A block of the pool that one or more tensors share, with the packed copies of it that oneDNN's primitives want.
/// It goes back to the pool when the last of its holders lets go.
/// </summary>
internal sealed unsafe class Storage
{
    private readonly long _size;
    private void* _block;
    private int _holders = 1;
    private List<Packing>? _packings;

    public Storage(long bytes)
    {
        Bytes = bytes;
        _block = TensorPool.Rent(bytes, out _size);
    }

    public long Bytes { get; }

    /// <summary>Counts the writes; a packing of an older version is made anew.</summary>
    public int Version { get; private set; }

    public bool IsShared => Volatile.Read(ref _holders) > 1;

    public void* Pointer => _block;

    /// <exception cref="ObjectDisposedException">The last holder, on another thread, has just let go.</exception>
    public void Retain()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _holders);
            ObjectDisposedException.ThrowIf(holders == 0, typeof(Tensor));
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ForgetPackings();
            TensorPool.Return(_block, _size);
            _block = null;
        }
    }

    /// <summary>Says that the content has changed.</summary>
    public void Touch()
    {
        Version++;
        ForgetPackings();
    }

    /// <summary>The packed copy for a layout, made by <paramref name="pack"/> if there is none.</summary>
    public void* Packed(object layout, Func<Storage> pack)
    {
        lock (this)
        {
            if (_packings is not null)
            {
                foreach (Packing packing in _packings)
                {
                    if (packing.Layout.Equals(layout))
                    {
                        return packing.Copy.Pointer;
                    }
                }
            }

            Storage copy = pack();
            (_packings ??= []).Add(new(layout, copy));
            return copy.Pointer;
        }
    }

    private void ForgetPackings()
    {
        lock (this)
        {
            if (_packings is not null)
            {
                foreach (Packing packing in _packings)
                {
                    packing.Copy.Release();
                }

                _packings = null;
            }
        }
    }

    private readonly record struct Packing(object Layout, Storage Copy);
}
