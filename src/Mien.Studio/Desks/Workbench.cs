using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Mien.Faces.Images;
using Mien.Inversion;
using Mien.Models;
using Mien.Studio.Batches;
using Mien.Studio.Films;
using Mien.Studio.History;
using Mien.Studio.Jobs;
using Mien.Studio.Models;
using Mien.Studio.Photos;

namespace Mien.Studio.Desks;

/// <summary>What all desks share, and the desks themselves.</summary>
public sealed class Workbench : IDisposable
{
    private const int MostDesks = 16; // in memory, besides those that pages show; others are on the disk

    private readonly ConcurrentDictionary<string, Desk> _desks = new();
    private readonly Lock _lock = new();
    private readonly Lock _keeping = new();
    // a desk that is drawn meanwhile does not bring them back
    private readonly Dictionary<string, HistoryEntry> _deleted = [];
    private bool _ends;

    /// <summary>Opens what was kept; desks whose transfers had not ended go on.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public Workbench(StudioOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Queue = new(options.MaximumJobs, options.Notice);
        Cache = new(options.Cache, options.Notice);
        Models = new(options.Models is { } folder ? new ModelStore(folder) : null);
        Photos = new(options.Home is { } home ? Path.Combine(home, "photos") : null, options.MaximumPixels);
        Upload = new(this, options.Home is { } own ? Path.Combine(own, "incoming") : null);
        History = options.Home is { } place ? new HistoryStore(place) : null;
        Batches = new(InHome("batches"), (id, folder) => new BatchWork(id, folder, this), options.Notice);
        Films = new(InHome("films"), (id, folder) => new FilmWork(id, folder, this), options.Notice);

        string? InHome(string name) => options.Home is { } own ? Path.Combine(own, name) : null;
    }

    /// <summary>A transfer was kept, or deleted; told on any thread.</summary>
    public event Action? Kept;

    /// <summary>The options.</summary>
    public StudioOptions Options { get; }

    /// <summary>What takes long.</summary>
    public JobWorker Queue { get; }

    /// <summary>Inversions that were found.</summary>
    public InversionCache Cache { get; }

    /// <summary>The models.</summary>
    public ModelShelf Models { get; }

    /// <summary>Models that come in.</summary>
    public ModelUpload Upload { get; }

    /// <summary>The photos.</summary>
    public PhotoShelf Photos { get; }

    /// <summary>The transfers that were made; null if none are kept.</summary>
    public HistoryStore? History { get; }

    /// <summary>The batches.</summary>
    public WorkShelf<BatchWork> Batches { get; }

    /// <summary>The films.</summary>
    public WorkShelf<FilmWork> Films { get; }

    internal bool IsEnding => _ends;

    // One result is drawn anew at a time.
    internal SemaphoreSlim Drawing { get; } = new(1);

    // Photos are decoded two at a time: each may take 200 bytes a pixel for a moment.
    internal SemaphoreSlim Decoding { get; } = new(2);

    /// <summary>An empty desk.</summary>
    public Desk New()
    {
        Desk desk = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), this);
        Add(desk);
        return desk;
    }

    /// <summary>A desk by its id, from memory or as it was kept; null if there is none.</summary>
    public Desk? Find(string id)
    {
        if (_desks.TryGetValue(id, out Desk? desk))
        {
            return desk;
        }

        lock (_lock)
        {
            return _desks.TryGetValue(id, out desk) ? desk : History?.Desk(id) is { } kept ? Restore(id, kept) : null;
        }
    }

    /// <summary>Takes up the transfers that had not ended when the program last did.</summary>
    public void GoOn()
    {
        lock (_lock) // a page that comes back meanwhile finds the same desk
        {
            foreach ((string id, DeskRecord kept) in History?.Unfinished() ?? [])
            {
                if (!_desks.ContainsKey(id))
                {
                    Restore(id, kept);
                }
            }
        }

        foreach (LastingWork work in Films.List().Concat<LastingWork>(Batches.List()).Where(work => work.WasBusy)
            .OrderBy(work => work.Begun))
        {
            work.Run();
        }
    }

    /// <summary>Loads the model that new desks have, so that the first picture comes at once.</summary>
    public void WarmUp() => Queue.TryAdd(new(Texts.WarmUpJob, _ =>
    {
        using ModelLease lease = Models.Use(Options.Model ?? BuiltInModel.Name);
        FaceModel model = lease.Model;
        new Transfer.StyleRenderer(model, Tensors.Precision.Auto).Render(
            [.. Enumerable.Repeat(model.Generator.MeanStyle.ToArray(), model.Generator.Layers)
                .SelectMany(style => style)]);
    }));

    /// <summary>A desk with the photos, styles and choices of an entry of the history.</summary>
    /// <exception cref="ArgumentException">The entry is gone.</exception>
    public Desk Open(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Desk desk = New();
        Restore(desk, entry.Desk with { IsUnfinished = true });
        return desk;
    }

    /// <summary>
    /// Deletes an entry of the history with all that was made for it: files, the photos if nothing else needs them,
    /// cached inversions, desks.
    /// </summary>
    public void Delete(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (History is null)
        {
            return;
        }

        lock (_keeping)
        {
            _deleted[entry.Id] = entry;
            DeleteAll(entry, History);
        }

        Kept?.Invoke();
    }

    private void DeleteAll(HistoryEntry entry, HistoryStore history)
    {
        foreach (Desk desk in _desks.Values.Where(desk => desk.Entry == entry.Id))
        {
            _desks.TryRemove(desk.Id, out _);
            desk.Dispose();
        }

        history.Delete(entry.Id);
        foreach (KeptPlace? place in (KeptPlace?[])[entry.Desk.Appearance, entry.Desk.Expression])
        {
            if (place is not null && !history.Uses(place.Hash))
            {
                Photos.Remove(place.Hash);
            }
        }

        Forget(entry);
    }

    private void Forget(HistoryEntry entry)
    {
        foreach (string source in entry.Sources)
        {
            Cache.Forget(source);
        }
    }

    /// <summary>Stops the job that runs, and keeps what there is; it goes on at the next start.</summary>
    public void Dispose()
    {
        lock (_keeping) // what is being kept is kept whole
        {
            _ends = true;
        }

        Queue.Dispose();
        Upload.Clear();
        Models.Dispose();
        Photos.Dispose();
        History?.Dispose();
        Drawing.Dispose();
        Decoding.Dispose();
    }

    internal void Save(Desk desk)
    {
        lock (_keeping)
        {
            if (!_ends && History is { } history && !IsDeleted(desk))
            {
                Told(() => history.Save(desk.Id, desk.Record()));
            }
        }
    }

    // The desk knows its entry before there is one: a program that ends in between makes the same entry again, not a
    // second.
    internal void Keep(Desk desk)
    {
        lock (_keeping)
        {
            if (_ends || History is not { } history || IsDeleted(desk) || desk.ToKeep() is not { } kept)
            {
                return;
            }

            Told(() =>
            {
                history.Save(desk.Id, kept.Desk);
                history.Keep(kept.Entry, kept.Made, kept.Result, kept.Appearance, kept.Expression);
            });
        }

        Kept?.Invoke();
    }

    // A job that was stopped because its entry was deleted may have left what it had found.
    internal void Sweep(Desk desk)
    {
        lock (_keeping)
        {
            if (desk.Entry is { } entry && _deleted.TryGetValue(entry, out HistoryEntry? deleted))
            {
                Forget(deleted);
            }
        }
    }

    private bool IsDeleted(Desk desk) => desk.Entry is { } entry && _deleted.ContainsKey(entry);

    private Desk Restore(string id, DeskRecord kept)
    {
        Desk desk = new(id, this);
        Add(desk);
        Restore(desk, kept);
        return desk;
    }

    private void Restore(Desk desk, DeskRecord kept)
    {
        desk.Change(kept.Settings);
        Task a = Lay(Side.Appearance, kept.Appearance), e = Lay(Side.Expression, kept.Expression);
        _ = Task.Run(async () =>
        {
            await Task.WhenAll(a, e);
            desk.Entry = kept.Entry;
            if (kept.IsUnfinished || kept.IsDone)
            {
                desk.Run(); // what was found is in the cache
            }
        });

        async Task Lay(Side side, KeptPlace? place)
        {
            if (place is null)
            {
                return;
            }

            try
            {
                if (Photos.Find(place.Hash, place.Name) is { } photo)
                {
                    await desk.Put(side, photo, place.Chosen);
                }
                else
                {
                    desk.Refuse(side, Texts.PhotoGone);
                }
            }
            catch (ImageFileException ex)
            {
                desk.Refuse(side, ex.Message);
            }
        }
    }

    private void Add(Desk desk)
    {
        _desks[desk.Id] = desk;
        foreach (Desk old in _desks.Values.Where(d => !d.IsBusy && !d.IsWatched && d != desk)
            .OrderByDescending(d => d.Used).Skip(MostDesks - 1).ToArray())
        {
            _desks.TryRemove(old.Id, out _);
        }
    }

    private void Told(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or System.Data.Common.DbException or JsonException)
        {
            Options.Notice?.Invoke($"{Options.Home}: {e.Message}");
        }
    }
}
