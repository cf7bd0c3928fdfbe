namespace Mien.Studio.Jobs;

/// <summary>Something that takes long. It waits in the <see cref="JobWorker"/> and can be stopped.</summary>
/// <param name="name">What it is, for people.</param>
/// <param name="work">Does it, on the queue's thread; what it throws is its own affair.</param>
public sealed class Job(string name, Action<CancellationToken> work) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>What it is.</summary>
    public string Name => name;

    /// <summary>Stops it, or takes it out of the queue.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Whether it was told to stop.</summary>
    public bool IsStopped => _stop.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    internal void Do() => work(_stop.Token);
}
