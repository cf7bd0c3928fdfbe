using System.Runtime.InteropServices;

namespace Mien.Studio.History;

/// <summary>
/// The packaged SQLite, bound to itself. libvips may bring the system's SQLite into the process, whose symbols come
/// first: without this the packaged one would call functions of the other version, and the process would end.
/// </summary>
internal static class OwnSqlite
{
    private const string Name = "libe_sqlite3.so", Libc = "libc.so.6";
    private const int Now = 2, DeepBind = 8; // RTLD_NOW, RTLD_DEEPBIND of glibc

    /// <summary>Loads it, before anything else does; where there is no glibc, nothing happens.</summary>
    public static void Load()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(Libc, out _))
        {
            return;
        }

        string folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string[] places = [.. folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            AppContext.BaseDirectory];
        if (places.Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists) is { } path)
        {
            _ = dlopen(path, Now | DeepBind); // stays in the process; who loads it later gets the same
        }
    }

    [DllImport(Libc, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint dlopen(string path, int flags);
}
