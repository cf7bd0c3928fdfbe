using NetVips;

namespace Mien.Faces.Images;

/// <summary>
/// libvips as this program wants it: few threads, nothing remembered, and only readers that are meant for files of
/// strangers.
/// </summary>
internal static class Vips
{
    private const int MostThreads = 4; // pictures come one by one, and the engine has threads of its own

    // The readers that libvips calls safe also take what nobody asked for, such as matrices; these are pictures.
    private static readonly string[] _readers =
        ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadTiff",
            "VipsForeignLoadHeif", "VipsForeignLoadNsgif"];

    private static readonly Lazy<bool> _started = new(Start);

    /// <summary>Has to be called before anything else of libvips.</summary>
    /// <exception cref="DllNotFoundException">There is no libvips.</exception>
    public static void Need() => _ = _started.Value;

    /// <summary>Whether one of the readers that are used knows the file.</summary>
    public static bool Knows(ReadOnlySpan<byte> file)
        => NetVips.Image.FindLoadBuffer(file) is { } reader
            && Array.Exists(_readers, known => reader.StartsWith(known, StringComparison.Ordinal));

    /// <summary>What libvips said last, in one line, without the calls that failed after it.</summary>
    public static string Reason(VipsException e)
    {
        string[] lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length > 1 ? lines[1] : lines[0];
    }

    /// <summary>Whether it failed for lack of memory.</summary>
    public static bool LacksMemory(VipsException e)
        => e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase);

    private static bool Start()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new DllNotFoundException("libvips does not start", ModuleInitializer.Exception);
        }

        Cache.Max = 0; // a file that changed must be read anew
        NetVips.NetVips.BlockUntrusted = true;
        NetVips.NetVips.Concurrency = Math.Min(MostThreads, Environment.ProcessorCount);
        // what matters comes as an exception
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.AllButFatal, (_, _, _) => { });
        return true;
    }
}
