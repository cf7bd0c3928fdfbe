namespace Mien.Faces.Images;

/// <summary>A picture file cannot be read or written; the message is one line that starts with its path.</summary>
public sealed class ImageFileException(string path, string reason, Exception? inner = null)
    : IOException($"{path}: {reason}", inner)
{
    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>What is wrong with it, and what to do.</summary>
    public string Reason => reason;

    /// <summary>Its pixels, if they are more than <see cref="ReadOptions.MaximumPixels"/>; else null.</summary>
    public long? TooManyPixels { get; init; }
}
