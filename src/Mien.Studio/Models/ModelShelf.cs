using Mien.Models;

namespace Mien.Studio.Models;

/// <summary>A model in memory that stays there until this is disposed.</summary>
public sealed class ModelLease : IDisposable
{
    private readonly Action _release;
    private bool _isReleased;

    internal ModelLease(FaceModel model, Action release) => (Model, _release) = (model, release);

    /// <summary>The model.</summary>
    public FaceModel Model { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isReleased)
        {
            _isReleased = true;
            _release();
        }
    }
}

/// <summary>
/// The models that there are, and those in memory: the last two that were used, and any that are in use.
/// </summary>
/// <param name="store">The user's models; null where there is no folder for them.</param>
public sealed class ModelShelf(ModelStore? store) : IDisposable
{
    private const int Kept = 2;

    private readonly Lock _lock = new();
    private readonly List<Entry> _open = []; // the last used last

    /// <summary>The user's models; null where there is no folder for them.</summary>
    public ModelStore? Store => store;

    /// <summary>The built-in models, then the user's by name.</summary>
    public IReadOnlyList<StoredModel> List()
        => [.. BuiltInModel.Names.Select(BuiltInModel.Open), .. store?.List() ?? []];

    /// <summary>The stored model of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public StoredModel Find(string name) => BuiltInModel.Names.Contains(name) ? BuiltInModel.Open(name)
        : store?[name] ?? throw new ArgumentException($"there is no model '{name}'");

    /// <summary>The model in memory; loads it if it is not there.</summary>
    /// <exception cref="ArgumentException">There is none, or it cannot invert.</exception>
    /// <exception cref="Checkpoints.CheckpointException">It is damaged.</exception>
    public ModelLease Use(string name)
    {
        Entry entry;
        lock (_lock)
        {
            entry = _open.Find(e => e.Name == name) ?? new(name, new(() => ModelLoader.Load(Find(name))));
            _open.Remove(entry);
            _open.Add(entry);
            entry.Users++;
        }

        try
        {
            return new(entry.Model.Value, () => Release(entry));
        }
        catch
        {
            Forget(entry);
            throw;
        }
    }

    /// <summary>Removes a model of the user from the disk.</summary>
    /// <exception cref="ArgumentException">There is none, or it is in use.</exception>
    public void Remove(string name)
    {
        lock (_lock)
        {
            if (_open.Find(e => e.Name == name) is { } entry)
            {
                if (entry.Users > 0)
                {
                    throw new ArgumentException(Texts.ModelInUse);
                }

                _open.Remove(entry);
                entry.Dispose();
            }

            store?.Remove(name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _open.ForEach(entry => entry.Dispose());
            _open.Clear();
        }
    }

    private void Release(Entry entry)
    {
        lock (_lock)
        {
            entry.Users--;
            foreach (Entry old in _open.Where(e => e.Users == 0).SkipLast(Kept).ToArray())
            {
                _open.Remove(old);
                old.Dispose();
            }
        }
    }

    private void Forget(Entry entry)
    {
        lock (_lock)
        {
            _open.Remove(entry);
        }
    }

    private sealed class Entry(string name, Lazy<FaceModel> model) : IDisposable
    {
        public string Name => name;

        public Lazy<FaceModel> Model => model;

        public int Users { get; set; }

        public void Dispose()
        {
            if (model.IsValueCreated)
            {
                model.Value.Dispose();
            }
        }
    }
}
