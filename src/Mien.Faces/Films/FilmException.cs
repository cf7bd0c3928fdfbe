namespace Mien.Faces.Films;

/// <summary>A film cannot be read or written; the message is one line that starts with its path.</summary>
/// <param name="path">The film.</param>
/// <param name="reason">What is wrong with it, and what to do.</param>
/// <param name="inner">What it follows from.</param>
public sealed class FilmException(string path, string reason, Exception? inner = null)
    : IOException($"{path}: {reason}", inner)
{
    /// <summary>The film.</summary>
    public string Path => path;

    /// <summary>What is wrong with it, and what to do.</summary>
    public string Reason => reason;
}
