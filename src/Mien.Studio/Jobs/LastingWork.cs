using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Checkpoints;
using Mien.Studio.Desks;

namespace Mien.Studio.Jobs;

/// <summary>
/// Work with a folder of its own: it waits in the queue, runs, can be stopped and goes on, after a restart of the
/// program too. It belongs to no connection, and may be used from several threads.
/// </summary>
public abstract class LastingWork
{
    internal const string RecordName = "work.json";

    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMilliseconds(250);

    private protected static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Lock _saving = new();
    private readonly List<string> _remarks = [];
    private Job? _job;
    private bool _isDeleted;

    private protected LastingWork(string id, string folder, Workbench bench)
        => (Id, Folder, Bench) = (id, folder, bench);

    /// <summary>Something is to be shown anew; told on any thread.</summary>
    public event Action? Changed;

    /// <summary>Its name in addresses.</summary>
    public string Id { get; }

    /// <summary>How far it is.</summary>
    public DeskState State { get; private protected set; }

    /// <summary>What went wrong, and what to do; null if nothing did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>What was noticed on the way and is no failure, such as a doubtful face.</summary>
    public IReadOnlyList<string> Remarks
    {
        get
        {
            lock (Guard)
            {
                return [.. _remarks];
            }
        }
    }

    /// <summary>What it does now; null while nothing runs.</summary>
    public WorkProgress? Progress { get; private set; }

    /// <summary>Whether it waits or runs.</summary>
    public bool IsBusy => State is DeskState.Waiting or DeskState.Running;

    /// <summary>How many jobs are done before its own; null if it does not wait.</summary>
    public int? JobsBefore => _job is { } job ? Bench.Queue.Before(job) : null;

    /// <summary>Whether all that it needs is there.</summary>
    public abstract bool IsReady { get; }

    // Whether it waited or ran when the program last ended.
    internal bool WasBusy { get; private protected init; }

    /// <summary>Whether nothing came in yet.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>What people call it.</summary>
    public abstract string Title { get; }

    /// <summary>When it was begun, in universal time.</summary>
    public abstract DateTime Begun { get; }

    private protected string Folder { get; }

    private protected Workbench Bench { get; }

    private protected Lock Guard { get; } = new();

    private protected abstract string JobName { get; }

    /// <summary>Starts it, or goes on where it was stopped.</summary>
    public void Run()
    {
        lock (Guard)
        {
            if (IsBusy || !IsReady || _isDeleted)
            {
                return;
            }

            _remarks.Clear();
            Job job = new(JobName, Work);
            (State, Trouble, _job) = (DeskState.Waiting, null, job);
            if (!Bench.Queue.TryAdd(job))
            {
                (State, Trouble, _job) = (DeskState.Failed, Texts.QueueFull, null);
            }
        }

        Save();
        Tell();
    }

    /// <summary>Stops it; what is done is kept, and <see cref="Run"/> goes on from there.</summary>
    public void Stop()
    {
        lock (Guard)
        {
            StopJob(DeskState.Stopped);
        }

        Save();
        Tell();
    }

    internal void Delete()
    {
        bool runs;
        lock (Guard)
        {
            runs = State == DeskState.Running;
            _isDeleted = true;
            StopJob(DeskState.Ready);
        }

        if (!runs) // else its thread does, when it has stopped
        {
            Remove();
        }
    }

    private protected abstract void Do(IProgress<WorkProgress> progress, CancellationToken stop);

    private protected abstract object ToRecord();

    // Words of the library, with the names that people know in place of this machine's paths.
    private protected abstract string Named(string words);

    private protected void Tell() => Changed?.Invoke();

    private protected void Remark(string words)
    {
        words = Named(words);
        lock (Guard)
        {
            if (_remarks.Contains(words))
            {
                return;
            }

            _remarks.Add(words);
        }

        Tell();
    }

    // Other things go in: what was made of the old ones does not count.
    private protected void Renew()
    {
        StopJob(DeskState.Ready);
        (State, Trouble) = (DeskState.Ready, null);
        _remarks.Clear();
    }

    private protected void Save()
    {
        lock (_saving)
        {
            if (Bench.IsEnding || _isDeleted)
            {
                return;
            }

            try
            {
                Directory.CreateDirectory(Folder);
                AtomicFile.Write(Path.Combine(Folder, RecordName), JsonSerializer.Serialize(ToRecord(), Json));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Bench.Options.Notice?.Invoke($"{Folder}: {e.Message}");
            }
        }
    }

    private void StopJob(DeskState then)
    {
        if (_job is { } job)
        {
            job.Stop();
            (_job, State, Progress) = (null, then, null);
        }
    }

    private void Remove()
    {
        lock (_saving)
        {
            try
            {
                if (Directory.Exists(Folder))
                {
                    Directory.Delete(Folder, recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Bench.Options.Notice?.Invoke($"{Folder}: {e.Message}");
            }
        }
    }

    // On the queue's thread.
    private void Work(CancellationToken stop)
    {
        Job? own;
        lock (Guard)
        {
            own = _job;
            if (own is null || stop.IsCancellationRequested)
            {
                return;
            }

            State = DeskState.Running;
        }

        Tell();
        DateTime told = DateTime.MinValue;
        try
        {
            Do(WorkProgress.To(Told), stop);
            End(own, DeskState.Done, null);
        }
        catch (OperationCanceledException)
        {
            End(own, DeskState.Stopped, null);
        }
        catch (Exception e)
        {
            End(own, DeskState.Failed, e is OutOfMemoryException ? Texts.NoMemory : Named(Desk.Words(e)));
        }

        if (_isDeleted)
        {
            Remove();
        }

        Save();
        Tell();

        void Told(WorkProgress value)
        {
            if (value.Done < value.Of && value.Stage == Progress?.Stage && DateTime.UtcNow - told < _betweenLooks)
            {
                return;
            }

            lock (Guard)
            {
                if (_job != own)
                {
                    return;
                }

                Progress = value;
            }

            told = DateTime.UtcNow;
            Tell();
        }
    }

    private void End(Job own, DeskState state, string? trouble)
    {
        lock (Guard)
        {
            if (_job == own)
            {
                (State, Trouble, Progress, _job) = (state, trouble, null, null);
            }
        }
    }
}
