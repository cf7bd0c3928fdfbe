using System.ComponentModel;
using System.Diagnostics;

namespace Mien.Faces.Films;

/// <summary>The programs <c>ffmpeg</c> and <c>ffprobe</c>, which read and write films.</summary>
public static class Ffmpeg
{
    /// <summary>What to do where they are missing.</summary>
    public const string HowToGetIt =
        "films are read and written by ffmpeg 5.1 or later, which is not here: install it (Debian: apt-get install ffmpeg)";

    /// <summary>Whether both programs are there.</summary>
    public static bool IsThere => Find("ffmpeg") && Find("ffprobe");

    /// <summary>
    /// Starts one of them; standard input and output are pipes, what it says on standard error is kept.
    /// </summary>
    /// <param name="film">The film, for the message.</param>
    /// <param name="program">Which.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="writes">Whether standard input is written to.</param>
    /// <exception cref="FilmException">It is not installed.</exception>
    internal static (Process Process, Task<string> Errors) Start(
        string film, string program, IEnumerable<string> arguments, bool writes = false)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = !writes,
            RedirectStandardInput = writes,
        };
        try
        {
            Process process = Process.Start(start)!;
            return (process, process.StandardError.ReadToEndAsync());
        }
        catch (Win32Exception e)
        {
            throw new FilmException(film, HowToGetIt, e);
        }
    }

    /// <summary>What a program says on standard output.</summary>
    /// <exception cref="FilmException">It is not installed, or failed.</exception>
    internal static string Ask(string film, string program, params IEnumerable<string> arguments)
    {
        (Process process, Task<string> errors) = Start(film, program, arguments);
        using (process)
        {
            string said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? said : throw new FilmException(film, $"is no film that can be read ({Reason(errors.Result, film)})");
        }
    }

    /// <summary>The last line of what a program said, without the path and the addresses in it.</summary>
    internal static string Reason(string errors, string film)
    {
        string last = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault() ?? "without a word";
        int at = last.IndexOf("] ", StringComparison.Ordinal);
        last = last.StartsWith('[') && at > 0 ? last[(at + 2)..] : last;
        return last.Replace(film + ": ", "", StringComparison.Ordinal);
    }

    private static bool Find(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
