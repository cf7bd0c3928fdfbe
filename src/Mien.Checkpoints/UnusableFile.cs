namespace Mien.Checkpoints;

/// <summary>
/// Files that the program wrote for itself and can no longer use: they are set aside, with a word, and made anew.
/// </summary>
public static class UnusableFile
{
    /// <summary>What the names of files that were set aside end in.</summary>
    public const string Suffix = ".unusable";

    /// <summary>
    /// Renames a file or folder out of the way, over one that was set aside before; if that cannot be done, says so.
    /// </summary>
    /// <param name="path">What cannot be used.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="notice">Is told one line.</param>
    public static void SetAside(string path, string reason, Action<string>? notice)
    {
        string aside = path + Suffix;
        try
        {
            if (Directory.Exists(path))
            {
                Delete(aside);
                Directory.Move(path, aside);
            }
            else
            {
                File.Move(path, aside, overwrite: true);
            }

            notice?.Invoke(
                $"{path} cannot be used ({reason}): it was set aside as {Path.GetFileName(aside)} and is made anew");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notice?.Invoke(
                $"{path} cannot be used ({reason}), nor be moved out of the way ({e.Message}): it is done without");
        }
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
