namespace Mien;

/// <summary>What failures say about the disk.</summary>
internal static class DiskSpace
{
    private const int NoSpace = 28, Quota = 122, ReadOnly = 30; // errno of Linux

    /// <summary>Whether something failed because nothing more can be written.</summary>
    public static bool IsFull(Exception e)
    {
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            if (at is IOException
                && ((at.HResult & 0xFFFF) is NoSpace or Quota or ReadOnly
                || at.Message.Contains("No space left on device", StringComparison.Ordinal)))
            {
                return true; // the words are those of ffmpeg
            }
        }

        return false;
    }
}
