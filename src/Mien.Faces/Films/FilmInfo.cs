using System.Globalization;
using System.Text.Json;

namespace Mien.Faces.Films;

/// <summary>What a film is, as its file says.</summary>
public sealed record FilmInfo
{
    private static readonly string[] _alpha = ["yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya8", "ya16", "pal8"];

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Columns of the upright picture.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the upright picture.</summary>
    public required int Height { get; init; }

    /// <summary>
    /// When each frame is shown, microseconds, ascending: of any distance, as films of variable rate have them.
    /// </summary>
    public required IReadOnlyList<long> Times { get; init; }

    /// <summary>Frames a second on average.</summary>
    public required double Rate { get; init; }

    /// <summary>Ticks of a second that the times are multiples of.</summary>
    public int Timescale { get; init; } = 90_000;

    /// <summary>
    /// The matrix between red, green, blue and what is stored, as ffmpeg calls it (<c>bt709</c>, <c>smpte170m</c>);
    /// null where the file does not say.
    /// </summary>
    public string? Matrix { get; init; }

    /// <summary>The primaries; null where the file does not say.</summary>
    public string? Primaries { get; init; }

    /// <summary>The transfer curve; null where the file does not say.</summary>
    public string? Transfer { get; init; }

    /// <summary>Whether levels take the whole range of 0 to 255 rather than 16 to 235.</summary>
    public bool IsFullRange { get; init; }

    /// <summary>Whether there is sound.</summary>
    public bool HasSound { get; init; }

    /// <summary>Reads what a film is.</summary>
    /// <param name="path">The file: of any kind that ffmpeg reads.</param>
    /// <exception cref="FilmException">It is missing, damaged, no film, or of a kind that would lose what it holds:
    /// transparent, or of high dynamic range.</exception>
    public static FilmInfo Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FilmException(path, "there is no such file");
        }

        using JsonDocument said = JsonDocument.Parse(
            Ffmpeg.Ask(path, "ffprobe", "-v", "error", "-show_streams", "-of", "json", path));
        JsonElement[] streams = [.. said.RootElement.GetProperty("streams").EnumerateArray()];
        JsonElement video = streams.FirstOrDefault(s => Text(s, "codec_type") == "video" && !IsCover(s));
        if (video.ValueKind == JsonValueKind.Undefined)
        {
            throw new FilmException(path, "there is no picture in it");
        }

        string format = Text(video, "pix_fmt") ?? "";
        if (Array.Exists(_alpha, format.StartsWith))
        {
            throw new FilmException(
                path, $"its pictures are transparent ({format}), which would be lost: put them on a background first");
        }

        string? transfer = Text(video, "color_transfer");
        if (transfer is "smpte2084" or "arib-std-b67")
        {
            throw new FilmException(
                path, "it has a high dynamic range (HDR), which would be lost: convert it to SDR first");
        }

        bool isTurned = Math.Abs(Rotation(video)) % 180 == 90;
        (int width, int height) = (video.GetProperty("width").GetInt32(), video.GetProperty("height").GetInt32());
        long[] times = TimesOf(
            path, Text(video, "index") ?? "0", Fraction(Text(video, "avg_frame_rate")) is > 0 and double given
                ? given : 25);
        double seconds = times.Length > 1 ? (times[^1] - times[0]) / 1e6 : 0;
        return new()
        {
            Path = path,
            Width = isTurned ? height : width,
            Height = isTurned ? width : height,
            Times = times.Length > 0 ? times : throw new FilmException(path, "there is no frame in it"),
            Rate = seconds > 0 ? (times.Length - 1) / seconds : 25,
            Timescale = Text(video, "time_base")?.Split('/') is [_, var scale]
                && int.TryParse(scale, NumberStyles.None, CultureInfo.InvariantCulture, out int ticks) && ticks >= 1000
                    ? ticks : 90_000,
            Matrix = Known(Text(video, "color_space")),
            Primaries = Known(Text(video, "color_primaries")),
            Transfer = Known(transfer),
            IsFullRange = Text(video, "color_range") == "pc" || format.StartsWith("yuvj", StringComparison.Ordinal),
            HasSound = streams.Any(s => Text(s, "codec_type") == "audio"),
        };
    }

    // When frames are shown, in the order in which they are, without decoding any: packets that are decoded but not
    // shown do not count.
    private static long[] TimesOf(string path, string stream, double rate)
    {
        List<long> times = [];
        bool isKnown = true;
        foreach (string line in Ffmpeg.Ask(
            path, "ffprobe", "-v", "error", "-select_streams", stream, "-show_entries", "packet=pts_time,flags", "-of",
            "csv=p=0", path).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(',');
            if (parts.Length < 2 || parts[1].Contains('D', StringComparison.Ordinal))
            {
                continue;
            }

            isKnown &= double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds);
            times.Add((long)Math.Round(seconds * 1e6));
        }

        times.Sort();
        isKnown &= times.Zip(times.Skip(1)).All(pair => pair.Second > pair.First);
        return isKnown ? [.. times] : [.. times.Select((_, i) => (long)Math.Round(i * 1e6 / rate))];
    }

    private static double Rotation(JsonElement stream)
    {
        if (stream.TryGetProperty("side_data_list", out JsonElement list))
        {
            foreach (JsonElement data in list.EnumerateArray())
            {
                if (data.TryGetProperty("rotation", out JsonElement rotation)
                    && rotation.TryGetDouble(out double degrees))
                {
                    return degrees;
                }
            }
        }

        return 0;
    }

    private static bool IsCover(JsonElement stream)
        => stream.TryGetProperty("disposition", out JsonElement d)
            && d.TryGetProperty("attached_pic", out JsonElement cover) && cover.GetInt32() == 1;

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    private static string? Known(string? value) => value is null or "unknown" or "reserved" ? null : value;

    private static double Fraction(string? text)
        => text?.Split('/') is [var a, var b] && double.TryParse(a, CultureInfo.InvariantCulture, out double n)
            && double.TryParse(b, CultureInfo.InvariantCulture, out double d) && d > 0 ? n / d : 0;
}
