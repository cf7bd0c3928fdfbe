using Mien.Checkpoints;
using Mien.Models;
using Mien.Studio.Desks;
using Mien.Studio.Endpoints;

namespace Mien.Studio.Models;

/// <summary>How far an import is.</summary>
public enum ImportState
{
    /// <summary>Nothing is imported.</summary>
    None,

    /// <summary>It waits, or is done now.</summary>
    Busy,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The model is there.</summary>
    Done,
}

/// <summary>
/// Weight files that come in through the page, or lie on this machine, become a model. One import at a time.
/// </summary>
/// <param name="bench">Its queue and its models.</param>
/// <param name="folder">Where files lie while they come in; null where there is none.</param>
public sealed class ModelUpload(Workbench bench, string? folder)
{
    /// <summary>Bytes of the largest weight file that is taken in.</summary>
    public const long MaximumBytes = 8L << 30;

    /// <summary>The part of a model that draws.</summary>
    public const string Generator = "generator";

    /// <summary>The part of a model that compares pictures.</summary>
    public const string Perceptual = "perceptual";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _files = []; // part of the model to path

    /// <summary>Something is to be shown anew.</summary>
    public event Action? Changed;

    /// <summary>How far it is.</summary>
    public ImportState State { get; private set; }

    /// <summary>What went wrong, or the name of the new model.</summary>
    public string? Words { get; private set; }

    /// <summary>Takes in a file.</summary>
    /// <param name="part"><see cref="Generator"/> or <see cref="Perceptual"/>.</param>
    /// <param name="name">The name that it came with.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="length">Their number, if known.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <exception cref="IOException">There is no room for it, or it is too large.</exception>
    public async Task Take(string part, string name, Stream content, long? length, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        string place = folder ?? throw new IOException(Texts.HistoryOff);
        Directory.CreateDirectory(place);
        // The import names the source by the file's name: it stands in a folder of its own under a name made from it.
        string own = Path.Combine(place, AtomicFile.TemporaryName());
        Directory.CreateDirectory(own);
        string path = Path.Combine(own, ModelStore.NameFor(Photos.PhotoShelf.Shown(name)));
        try
        {
            await IncomingFile.Write(path, content, length, MaximumBytes, cancellation);
            lock (_lock)
            {
                Drop(part);
                _files[part] = path;
            }
        }
        catch
        {
            Directory.Delete(own, recursive: true);
            throw;
        }
    }

    /// <summary>Imports the files that came in, or those at paths.</summary>
    /// <param name="name">What to call the model; null for a name made from the file's.</param>
    /// <param name="generator">A path on this machine; null for the file that came in.</param>
    /// <param name="perceptual">Likewise; null for the file that came in, or none.</param>
    public void Import(string? name, string? generator = null, string? perceptual = null)
    {
        lock (_lock)
        {
            string? first = generator ?? _files.GetValueOrDefault(Generator),
                second = perceptual ?? _files.GetValueOrDefault(Perceptual);
            if (State == ImportState.Busy)
            {
                return;
            }

            if (first is null || bench.Models.Store is not { } store)
            {
                (State, Words) = (ImportState.Failed, first is null ? Texts.NeedsGenerator : Texts.HistoryOff);
            }
            else
            {
                (State, Words) = (ImportState.Busy, null); // before the job, which may end at once
                if (!bench.Queue.TryAdd(new(Texts.ImportJob, stop => Work(store, name, first, second, stop))))
                {
                    (State, Words) = (ImportState.Failed, Texts.QueueFull);
                }
            }
        }

        Changed?.Invoke();
    }

    /// <summary>Removes what came in and was not imported.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (string part in _files.Keys.ToArray())
            {
                Drop(part);
            }
        }
    }

    private void Work(ModelStore store, string? name, string generator, string? perceptual, CancellationToken stop)
    {
        try
        {
            if (name is not null && BuiltInModel.Names.Contains(name))
            {
                throw new ArgumentException(Texts.NameOfBuiltIn);
            }

            ModelImport import = new()
            {
                GeneratorFile = generator,
                PerceptualFiles = perceptual is null ? [] : [perceptual],
                Name = name,
            };
            (Words, State) = (import.Into(store, stop).Name, ImportState.Done);
            Clear();
        }
        catch (Exception e)
            when (e is ArgumentException or IOException or UnauthorizedAccessException or OperationCanceledException
                    or OutOfMemoryException)
        {
            (Words, State) = (Desk.Words(e), ImportState.Failed);
        }

        Changed?.Invoke();
    }

    private void Drop(string part)
    {
        if (_files.Remove(part, out string? old) && Path.GetDirectoryName(old) is { } own && Directory.Exists(own))
        {
            Directory.Delete(own, recursive: true);
        }
    }
}
