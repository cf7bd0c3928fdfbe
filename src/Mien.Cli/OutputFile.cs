using System.Text;
using Mien.Checkpoints;

namespace Mien.Cli;

/// <summary>Checks, before minutes of work, that the results can be written at the end.</summary>
internal static class OutputFile
{
    private const int LongestName = 255; // of Linux file systems

    private static readonly string[] _pictures = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>The path itself, if its folder can take a file.</summary>
    /// <exception cref="IOException">There is no such folder, it cannot be written, or the path is a
    /// folder.</exception>
    public static string Checked(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder: name a file");
        }

        if (Encoding.UTF8.GetByteCount(Path.GetFileName(path)) > LongestName)
        {
            throw new IOException($"the name {Path.GetFileName(path)[..20]}… is too long: {LongestName} bytes at most");
        }

        if (!Directory.Exists(folder))
        {
            throw new IOException($"{path}: there is no folder {folder}; make it first");
        }

        Probe(folder);
        return path;
    }

    /// <summary>As <see cref="Checked"/> for a picture, whose ending says its format.</summary>
    /// <exception cref="ArgumentException">The ending is of no format that is written.</exception>
    /// <exception cref="IOException">As for <see cref="Checked"/>.</exception>
    public static string Picture(string path) => _pictures.Contains(Path.GetExtension(path).ToLowerInvariant())
        ? Checked(path)
        : throw new ArgumentException($"{path}: pictures are written as {string.Join(", ", _pictures)}");

    /// <summary>The folder itself, made if need be, if it can take files.</summary>
    /// <exception cref="IOException">It cannot be made, or not be written.</exception>
    public static string Folder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: the folder cannot be made; choose another", e);
        }

        Probe(path);
        return path;
    }

    /// <summary>
    /// Writes what is wanted besides a result that stands already: a failure is told and costs the exit code, not the
    /// result.
    /// </summary>
    /// <param name="result">What has been written.</param>
    /// <param name="write">Writes the rest.</param>
    /// <returns>The exit code.</returns>
    public static int Further(string result, Action write)
    {
        try
        {
            write();
            return CommandLine.Good;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report.Notice($"{result} is written, but then: {e.Message}");
            return CommandLine.Failure;
        }
    }

    /// <summary>Whether a folder, or the nearest above it that there is, takes files; nothing is left there.</summary>
    public static bool IsWritable(string folder)
    {
        for (string? at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(at))
            {
                try
                {
                    Probe(at);
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            }
        }

        return false;
    }

    private static void Probe(string folder)
    {
        try
        {
            string probe = Path.Combine(folder, AtomicFile.TemporaryName());
            using FileStream file = new(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the folder {folder} cannot be written; choose another", e);
        }
    }
}
