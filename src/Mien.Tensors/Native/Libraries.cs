using System.Reflection;
using System.Runtime.InteropServices;

namespace Mien.Tensors.Native;

/// <summary>
/// Which files oneDNN and OpenMP are: oneDNN comes with the program where a package brought it, else from the system.
/// Of OpenMP and OpenCL a process has one copy, whoever loaded it: what the system has, or has loaded for libvips, goes
/// before what was brought.
/// </summary>
internal static class Libraries
{
    private static readonly string[] _shared = [Gomp.Library, "libOpenCL.so.1"];

    static Libraries() => NativeLibrary.SetDllImportResolver(typeof(Libraries).Assembly, Resolve);

    /// <summary>Whether a library is there; if so, it is loaded.</summary>
    public static bool Load(string name) => Resolve(name, typeof(Libraries).Assembly, null) != 0;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (Array.IndexOf(_shared, name) >= 0)
        {
            return NativeLibrary.TryLoad(name, out nint shared)
                || NativeLibrary.TryLoad(name, assembly, path, out shared) ? shared : 0;
        }

        if (name != Dnnl.Library)
        {
            return 0; // as usual
        }

        // The loader would look for what oneDNN needs in the system alone; what is loaded already it takes.
        foreach (string needed in _shared)
        {
            _ = Resolve(needed, assembly, path);
        }

        return NativeLibrary.TryLoad(name, assembly, path, out nint found) ? found : 0;
    }
}
