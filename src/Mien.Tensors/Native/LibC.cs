using System.Runtime.InteropServices;

namespace Mien.Tensors.Native;

/// <summary>
/// The C library: what libraries read of the environment is its copy, which .NET's setter leaves as it is.
/// </summary>
internal static partial class LibC
{
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint getenv(string name);
}
