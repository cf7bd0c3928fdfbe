using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Mien.Studio.Jobs;

/// <summary>Works of one kind, each in a folder of its own; they are there again after a restart.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed partial class WorkShelf<T>
    where T : LastingWork
{
    private static readonly TimeSpan _fresh = TimeSpan.FromDays(1); // another studio may be filling it

    private readonly ConcurrentDictionary<string, T> _works = new();
    private readonly Func<string, string, T> _open;
    private readonly string? _folder;

    // Opens a work by its id and folder; a folder that holds none, or a damaged one, throws.
    internal WorkShelf(string? folder, Func<string, string, T> open, Action<string>? notice)
    {
        (_folder, _open) = (folder, open);
        foreach (string own in folder is not null && Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            string id = Path.GetFileName(own);
            if (!IdPattern().IsMatch(id))
            {
                continue;
            }

            try
            {
                if (File.Exists(Path.Combine(own, LastingWork.RecordName)))
                {
                    _works[id] = open(id, own);
                }
                else if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(own) > _fresh)
                {
                    Directory.Delete(own, recursive: true); // what came in when the program was killed
                }
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or IOException or UnauthorizedAccessException)
            {
                notice?.Invoke($"{own}: {e.Message}");
            }
        }
    }

    /// <summary>A work was added or deleted; told on any thread.</summary>
    public event Action? Changed;

    /// <summary>Whether there is a folder for them.</summary>
    public bool CanKeep => _folder is not null;

    /// <summary>All of them, the last first.</summary>
    public IReadOnlyList<T> List() => [.. _works.Values.OrderByDescending(work => work.Begun)];

    /// <summary>A work by its id; null if there is none.</summary>
    public T? Find(string id) => _works.GetValueOrDefault(id);

    /// <summary>A new one.</summary>
    /// <exception cref="IOException">There is no folder for it.</exception>
    public T New()
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        T work = _open(id, Path.Combine(_folder ?? throw new IOException(Texts.HistoryOff), id));
        _works[id] = work;
        Changed?.Invoke();
        return work;
    }

    /// <summary>Deletes a work with all its files; one that runs is stopped first.</summary>
    public void Delete(T work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _works.TryRemove(work.Id, out _);
        work.Delete();
        Changed?.Invoke();
    }

    [GeneratedRegex(@"\A[0-9a-f]{24}\z")]
    private static partial Regex IdPattern();
}
