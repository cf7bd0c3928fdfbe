using System.Diagnostics;
using Mien.Faces.Images;

namespace Mien.Faces.Films;

/// <summary>The frames of a film, one after the other: upright, 8-bit sRGB, each exactly once.</summary>
public static class FilmReader
{
    /// <summary>Reads frames.</summary>
    /// <param name="film">The film.</param>
    /// <param name="first">The first frame that is wanted, from 0; those before are decoded and left out.</param>
    /// <param name="notice">Is told if the film ends before its file says, in one line.</param>
    /// <exception cref="FilmException">The film cannot be read.</exception>
    public static IEnumerable<Image> Read(FilmInfo film, int first = 0, Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(film);
        (Process process, Task<string> errors) = Ffmpeg.Start(film.Path, "ffmpeg",
        [
            "-v", "error", "-nostdin", "-i", film.Path, "-map", "0:V:0", "-fps_mode", "passthrough",
            "-sws_flags", "bicubic+accurate_rnd+full_chroma_int", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
        ]);
        using (process)
        {
            try
            {
                Stream pipe = process.StandardOutput.BaseStream;
                int size = film.Width * film.Height * 3, frame = 0;
                for (; frame < film.Times.Count; frame++)
                {
                    byte[] pixels = new byte[size];
                    if (pipe.ReadAtLeast(pixels, size, throwOnEndOfStream: false) < size)
                    {
                        break;
                    }

                    if (frame >= first)
                    {
                        yield return new(film.Width, film.Height, pixels);
                    }
                }

                if (frame == 0)
                {
                    process.WaitForExit();
                    throw new FilmException(
                        film.Path, $"no frame can be read ({Ffmpeg.Reason(errors.Result, film.Path)})");
                }

                if (frame < film.Times.Count)
                {
                    notice?.Invoke($"{film.Path}: it is cut short: {frame} of {film.Times.Count} frames can be read");
                }
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(); // the caller wants no more
                }
            }
        }
    }
}
