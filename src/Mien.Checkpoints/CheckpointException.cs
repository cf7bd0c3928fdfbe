namespace Mien.Checkpoints;

/// <summary>A weight file that cannot be read: which file, where in it, and why.</summary>
public sealed class CheckpointException : IOException
{
    /// <summary>A fault in the file at <paramref name="path"/>.</summary>
    /// <param name="path">The file, as it was given by the caller.</param>
    /// <param name="place">Where in the file: an offset in bytes, an entry or a tensor's name; empty where no place
    /// says more.</param>
    /// <param name="reason">What is wrong, in words for the person who has the file.</param>
    /// <param name="cause">The exception that revealed it, if any.</param>
    public CheckpointException(string path, string place, string reason, Exception? cause = null)
        : base(place.Length == 0 ? $"{path}: {reason}" : $"{path}: {reason} ({place})", cause)
    {
        Path = path;
        Place = place;
        Reason = reason;
    }

    /// <summary>The file, as it was given by the caller.</summary>
    public string Path { get; }

    /// <summary>Where in the file: an offset in bytes, an entry or a tensor's name; may be empty.</summary>
    public string Place { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }
}
