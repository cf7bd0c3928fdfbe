using System.Globalization;
using Mien.Batches;
using Mien.Checkpoints;

namespace Mien.Films;

/// <summary>
/// The folder beside a film that is being made: the track of the face, style vectors, finished frames. It belongs to
/// one process that makes the whole film, or to any number with shares of it, each alone with its share.
/// </summary>
internal sealed class FilmFolder : IDisposable
{
    private const string Lock = "lock", IdentityName = "identity";
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly string _folder;
    private readonly string _owner; // in the names of files that no other process reads
    private readonly List<FileStream> _locks;

    private FilmFolder(string folder, string owner, List<FileStream> locks)
        => (_folder, _owner, _locks) = (folder, owner, locks);

    /// <summary>Where this process keeps style vectors.</summary>
    public string Styles => Path.Combine(_folder, $"styles-{_owner}.bin");

    /// <summary>Opens it; what is in it of another film, or of other settings, is removed.</summary>
    /// <param name="folder">It, which is there.</param>
    /// <param name="to">The film that is made.</param>
    /// <param name="shard">The share of this process; null for the whole film.</param>
    /// <param name="identity">Of the film and the settings.</param>
    /// <param name="patience">How long another share may have the folder to itself, to begin.</param>
    /// <exception cref="IOException">Another process makes the film, or this share of it.</exception>
    public static FilmFolder Open(string folder, string to, Shard? shard, string identity, TimeSpan patience)
    {
        string whole = Path.Combine(folder, Lock);
        if (shard is null)
        {
            FileStream alone = Locked(whole, FileShare.None) ?? throw Taken(to, "this film");
            Begin(folder, identity);
            return new(folder, "whole", [alone]);
        }

        string owner = string.Create(CultureInfo.InvariantCulture, $"{shard.Number}-of-{shard.Count}");
        FileStream mine = Locked(Path.Combine(folder, $"{Lock}-{owner}"), FileShare.None)
            ?? throw Taken(to, "this share of the film");
        for (long start = Environment.TickCount64; ;)
        {
            using (FileStream? alone = Locked(whole, FileShare.None))
            {
                if (alone is not null)
                {
                    Begin(folder, identity);
                }
            }

            FileStream? shared = Locked(whole, FileShare.ReadWrite);
            if (shared is not null && Identity(folder) == identity)
            {
                return new(folder, owner, [shared, mine]);
            }

            shared?.Dispose();
            if (Environment.TickCount64 - start > patience.TotalMilliseconds)
            {
                mine.Dispose();
                throw Taken(to, shared is null ? "this film" : "a film of this name from other files or with other settings");
            }

            Thread.Sleep(_pause);
        }
    }

    /// <summary>The picture of a finished frame.</summary>
    public string Frame(int frame)
        => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"frame-{frame:000000}.png"));

    /// <summary>The track of the face: from a process that has followed it to the end, or found now.</summary>
    /// <param name="follow">Finds it, and keeps it in a file as it goes.</param>
    public FaceTrack Track(Func<string, FaceTrack> follow)
    {
        string mine = Path.Combine(_folder, $"track-{_owner}.jsonl"), found = Path.Combine(_folder, "track.jsonl");
        if (File.Exists(found))
        {
            File.Copy(found, mine, overwrite: true);
        }

        FaceTrack track = follow(mine);
        if (!File.Exists(found))
        {
            AtomicFile.Write(found, File.ReadAllText(mine));
        }

        return track;
    }

    /// <summary>Removes it: the film is whole.</summary>
    public void Remove()
    {
        Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileStream held in _locks)
        {
            held.Dispose();
        }
    }

    private static void Begin(string folder, string identity)
    {
        if (Identity(folder) == identity)
        {
            return;
        }

        foreach (string old in Directory.GetFiles(folder))
        {
            if (!Path.GetFileName(old).StartsWith(Lock, StringComparison.Ordinal))
            {
                File.Delete(old);
            }
        }

        AtomicFile.Write(Path.Combine(folder, IdentityName), identity);
    }

    private static string? Identity(string folder)
    {
        string path = Path.Combine(folder, IdentityName);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    private static FileStream? Locked(string path, FileShare share)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException e) when (!DiskSpace.IsFull(e))
        {
            return null;
        }
    }

    private static IOException Taken(string to, string what)
        => new($"{to}: another process is making {what}: wait for it, or choose another name");
}
