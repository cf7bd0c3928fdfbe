using System.Runtime.InteropServices;

namespace Mien.Cli;

/// <summary>
/// .NET wants OpenSSL of the system and ends the process where there is none, as on a bare Debian. Packages and the
/// tarball bring one for that case alone: what the system has, and keeps safe, goes before.
/// </summary>
internal static class SystemLibraries
{
    // The second needs the first, and the loader takes what is loaded already.
    private static readonly string[] _openSsl = ["libcrypto.so.3", "libssl.so.3"];

    /// <summary>Loads what the system lacks from what the program brought, if it did.</summary>
    public static void Complete()
    {
        if (NativeLibrary.TryLoad(_openSsl[^1], out _))
        {
            return;
        }

        foreach (string name in _openSsl)
        {
            _ = NativeLibrary.TryLoad(name, typeof(SystemLibraries).Assembly, null, out _);
        }
    }
}
