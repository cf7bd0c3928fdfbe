using System.Diagnostics;
using System.Globalization;
using Mien.Checkpoints;
using Mien.Faces.Images;

namespace Mien.Faces.Films;

/// <summary>
/// Writes a film frame by frame, with the times, the colours and the sound of another. It appears under its name when
/// <see cref="Finish"/> is called, whole, or never.
/// </summary>
public sealed class FilmWriter : IDisposable
{
    private static readonly Dictionary<string, (string Muxer, string[] Coder)> _formats = new()
    {
        [".mp4"] = ("mp4", ["-c:v", "libx264", "-preset", "medium", "-crf", "15"]),
        [".m4v"] = ("mp4", ["-c:v", "libx264", "-preset", "medium", "-crf", "15"]),
        [".mov"] = ("mov", ["-c:v", "libx264", "-preset", "medium", "-crf", "15"]),
        [".mkv"] = ("matroska", ["-c:v", "libx264", "-preset", "medium", "-crf", "15"]),
        [".webm"] = ("webm", ["-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "18"]),
    };

    private readonly string _path;
    private readonly string _temporary;
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly RawMatroska _frames;
    private readonly (int Width, int Height) _size;
    private bool _isFinished;

    /// <summary>Begins a film.</summary>
    /// <param name="path">The file: .mp4, .mov, .mkv or .webm.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="like">The film whose colours, timescale and sound it takes; null for sRGB without sound.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="FilmException">ffmpeg is not there.</exception>
    public FilmWriter(string path, int width, int height, FilmInfo? like = null)
    {
        (string muxer, string[] coder) = FormatOf(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        (_path, _size, _temporary) = (path, (width, height), Path.Combine(folder, AtomicFile.TemporaryName()));
        bool isEven = width % 2 == 0 && height % 2 == 0, hasSound = like is { HasSound: true };
        // Where nothing says otherwise, ffmpeg reads films by the matrix of BT.601; what is new is BT.709.
        string matrix = like is null ? "bt709" : like.Matrix ?? "bt601";
        List<string> arguments = ["-v", "error", "-nostats", "-y", "-f", "matroska", "-i", "pipe:0"];
        arguments.AddRange(
            hasSound ? ["-i", like!.Path, "-map", "0:v:0", "-map", "1:a", "-map_metadata", "1", "-c:a", "copy"]
                : ["-map", "0:v:0"]);
        arguments.AddRange(
            ["-vf", $"scale=out_color_matrix={ScaleName(matrix)}:out_range={(like is { IsFullRange: true } ? "pc" : "tv")}:flags=bicubic+accurate_rnd+full_chroma_int"]);
        arguments.AddRange(coder);
        arguments.AddRange(
            ["-pix_fmt", isEven
                ? "yuv420p" : "yuv444p", "-fps_mode", "passthrough", "-enc_time_base", "-1", "-color_range",
                like is { IsFullRange: true } ? "pc" : "tv"]);
        Tag("-colorspace", like is null ? "bt709" : like.Matrix);
        Tag("-color_primaries", like is null ? "bt709" : like.Primaries);
        Tag("-color_trc", like is null ? "iec61966-2-1" : like.Transfer);
        if (muxer is "mp4" or "mov")
        {
            // x264 says of no frame how long it is shown; the list of edits would end where the last one begins.
            arguments.AddRange(["-bsf:v", "setts=pts=PTS:dts=DTS:duration='if(eq(N,0),DURATION,DTS-PREV_INDTS)'"]);
            arguments.AddRange(
                ["-video_track_timescale", (like?.Timescale ?? 90_000).ToString(
                    CultureInfo.InvariantCulture), "-movflags", "+faststart"]);
        }

        arguments.AddRange(["-f", muxer, _temporary]);
        (_process, _errors) = Ffmpeg.Start(path, "ffmpeg", arguments, writes: true);
        try
        {
            _frames = new(_process.StandardInput.BaseStream, width, height);
        }
        catch (IOException e)
        {
            throw Failed(e);
        }

        void Tag(string option, string? value)
        {
            if (value is not null)
            {
                arguments.AddRange([option, value]);
            }
        }
    }

    /// <summary>Whether a name ends as films do that can be written.</summary>
    public static bool CanWrite(string path) => _formats.ContainsKey(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Adds a frame.</summary>
    /// <param name="frame">Of the film's size.</param>
    /// <param name="microseconds">When it is shown; later than the frame before.</param>
    /// <exception cref="ArgumentException">It has another size.</exception>
    /// <exception cref="FilmException">The film cannot be written.</exception>
    public void Add(Image frame, long microseconds)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if ((frame.Width, frame.Height) != _size)
        {
            throw new ArgumentException(
                $"FilmWriter: the film has {_size.Width}×{_size.Height} px, the frame {frame.Width}×{frame.Height}",
                nameof(frame));
        }

        try
        {
            _frames.Add(microseconds, frame.Pixels.Span);
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>Ends the film and puts it under its name.</summary>
    /// <exception cref="FilmException">The film cannot be written.</exception>
    public void Finish()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException e)
        {
            throw Failed(e);
        }

        _process.WaitForExit();
        if (_process.ExitCode != 0)
        {
            throw Failed(null);
        }

        using (FileStream file = new(_temporary, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(_temporary, _path, overwrite: true);
        _isFinished = true;
    }

    /// <summary>Frees the process; a film that is not finished is removed.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        if (!_isFinished)
        {
            File.Delete(_temporary);
        }
    }

    private FilmException Failed(IOException? e)
    {
        _process.WaitForExit(5000);
        return new(
            _path, $"the film cannot be written ({Ffmpeg.Reason(_errors.IsCompleted ? _errors.Result : "", _path)})",
            e);
    }

    private static (string Muxer, string[] Coder) FormatOf(string path)
        => _formats.TryGetValue(Path.GetExtension(path).ToLowerInvariant(), out (string Muxer, string[] Coder) format)
            ? format
            : throw new ArgumentException($"{path}: films are written as {string.Join(", ", _formats.Keys)}");

    // The filter knows the matrices under names of its own.
    private static string ScaleName(string matrix) => matrix switch
    {
        "smpte170m" or "bt470bg" => "bt601",
        "bt2020nc" => "bt2020",
        _ => matrix,
    };
}
