using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Mien.Checkpoints;

/// <summary>Files that appear whole or not at all.</summary>
public static partial class AtomicFile
{
    private static readonly TimeSpan _abandoned = TimeSpan.FromDays(1);
    private static readonly ConcurrentDictionary<string, bool> _swept = new();

    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file beside <paramref name="path"/>, flushes it to the disk, then
    /// renames it over it. If writing fails, the temporary file is removed and whatever was at <paramref name="path"/>
    /// stays. Where a link leads is what is written; a device, such as <c>/dev/stdout</c>, is written to as it is.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        if (!IsDevice(target) && new FileInfo(target).LinkTarget is not null)
        {
            // of a device's own links, such as /dev/stdout, the kernel knows more
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
        }

        if (IsDevice(target))
        {
            using FileStream device = new(
                target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1 << 16);
            write(device);
            return;
        }

        string folder = Path.GetDirectoryName(target)!;
        if (_swept.TryAdd(folder, true))
        {
            Sweep(folder);
        }

        string temporary = Path.Combine(folder, TemporaryName());
        try
        {
            using (FileStream stream = new(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>As <see cref="Write(string, Action{Stream})"/> with a text, in UTF-8.</summary>
    public static void Write(string path, string text)
        => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// Removes what processes that were killed left in a folder more than a day ago: files and folders of a
    /// <see cref="TemporaryName"/>, and no others. What cannot be removed stays.
    /// </summary>
    /// <returns>How many were removed.</returns>
    public static int Sweep(string folder)
    {
        int removed = 0;
        try
        {
            foreach (FileSystemInfo left in new DirectoryInfo(folder).EnumerateFileSystemInfos(".*"))
            {
                if (Temporary().IsMatch(left.Name) && DateTime.UtcNow - left.LastWriteTimeUtc > _abandoned)
                {
                    Action remove = left is DirectoryInfo inner ? () => inner.Delete(recursive: true) : left.Delete;
                    remove();
                    removed++;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return removed; // there is no such folder, or it is another's: nothing of ours to tidy
        }

        return removed;
    }

    /// <summary>
    /// A name for something that is not finished, such as <c>.mien-0123456789abcdef0123456789abcdef</c>:
    /// <see cref="Sweep"/> knows it.
    /// </summary>
    public static string TemporaryName() => $".mien-{Guid.NewGuid():N}";

    // A rename would put a file in the device's place.
    private static bool IsDevice(string path)
        => path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal)
            || path.StartsWith("/proc/", StringComparison.Ordinal);

    // The last two are names of earlier versions.
    [GeneratedRegex(@"\A\.(mien-[0-9a-f]{32}|[0-9a-f]{32}\.partial|.+\.(png|jpe?g|webp|json)\.[0-9a-z]{8}\.[0-9a-z]{3})\z")]
    private static partial Regex Temporary();
}
