namespace Mien.Training.Data;

/// <summary>Makes the next item of a row while the present one is worked on.</summary>
/// <param name="make">Makes the item of a step; called on a thread of its own.</param>
internal sealed class Prefetched<T>(Func<int, T> make) : IDisposable
{
    private Task<T>? _next;
    private int _step = -1;

    /// <summary>The item of a step; the one of the step after it is begun.</summary>
    public T At(int step)
    {
        T item = _next is { } next && _step == step ? next.GetAwaiter().GetResult() : make(step);
        _step = step + 1;
        _next = Task.Run(() => make(step + 1));
        return item;
    }

    /// <summary>Waits for the item that nobody will ask for.</summary>
    public void Dispose() => _next?.Wait();
}
