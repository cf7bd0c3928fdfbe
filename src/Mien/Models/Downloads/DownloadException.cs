namespace Mien.Models.Downloads;

/// <summary>A file that could not be fetched, or is not the one that was asked for.</summary>
/// <param name="message">What is wrong, in one line.</param>
/// <param name="isResumable">Whether what has come is kept.</param>
/// <param name="inner">What was behind it.</param>
public sealed class DownloadException(string message, bool isResumable = false, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Whether what has come is kept, so that the same again goes on from there.</summary>
    public bool IsResumable => isResumable;
}
