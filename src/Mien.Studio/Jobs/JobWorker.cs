namespace Mien.Studio.Jobs;

/// <summary>Jobs one after the other, on one thread: each has the whole processor. So many may wait, no more.</summary>
public sealed class JobWorker : IDisposable
{
    internal const string ThreadName = "jobs";

    private readonly LinkedList<Job> _waiting = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _there = new(0);
    private readonly int _limit;
    private readonly Action<string>? _notice;
    private readonly Thread _worker;
    private Job? _current;
    private bool _ends;

    /// <summary>Starts the thread.</summary>
    /// <param name="limit">Jobs that may wait, 1 or more.</param>
    /// <param name="notice">Is told what a job threw.</param>
    public JobWorker(int limit, Action<string>? notice = null)
    {
        (_limit, _notice) = (limit, notice);
        _worker = new(Work) { IsBackground = true, Name = ThreadName };
        _worker.Start();
    }

    /// <summary>A job began, ended or was added.</summary>
    public event Action? Changed;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Adds a job at the end.</summary>
    /// <returns>False if as many wait as may, or the queue ends.</returns>
    public bool TryAdd(Job job)
    {
        lock (_lock)
        {
            if (_ends || _waiting.Count >= _limit)
            {
                return false;
            }

            _waiting.AddLast(job);
        }

        _there.Release();
        Changed?.Invoke();
        return true;
    }

    /// <summary>How many are done before a job; null if it does not wait.</summary>
    public int? Before(Job job)
    {
        lock (_lock)
        {
            int at = 0;
            foreach (Job other in _waiting)
            {
                if (other == job)
                {
                    return at + (_current is null ? 0 : 1);
                }

                at++;
            }

            return null;
        }
    }

    /// <summary>Stops the job that is done now and waits for it; those that wait are not begun.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ends)
            {
                return;
            }

            _ends = true;
            _current?.Stop();
        }

        _there.Release();
        _worker.Join(TimeSpan.FromSeconds(30));
        _there.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _there.Wait();
            lock (_lock)
            {
                if (_ends)
                {
                    return;
                }

                _current = _waiting.First!.Value;
                _waiting.RemoveFirst();
            }

            Changed?.Invoke();
            try
            {
                _current.Do();
            }
            catch (OperationCanceledException)
            {
                // It was told to.
            }
            catch (Exception e)
            {
                _notice?.Invoke($"{_current.Name}: {e.Message}");
            }

            lock (_lock)
            {
                _current = null;
            }

            Changed?.Invoke();
        }
    }
}
