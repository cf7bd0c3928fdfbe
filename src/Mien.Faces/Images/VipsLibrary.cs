using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mien.Faces.Images;

/// <summary>
/// Which file libvips is: that of the system goes first, since it reads HEIC; a package brings another under a name of
/// its own, so that it is only taken where the system has none.
/// </summary>
internal static class VipsLibrary
{
    private const string OfSystem = "libvips.so.42", Brought = "libmien_vips.so.42";

    /// <summary>
    /// Loads it. NetVips looks for it as soon as a method that names NetVips is compiled, by the name that it has
    /// inside.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing else comes before the module initializer of NetVips.")]
    internal static void Load()
    {
        if (!NativeLibrary.TryLoad(OfSystem, out _))
        {
            _ = NativeLibrary.TryLoad(Brought, typeof(VipsLibrary).Assembly, null, out _);
        }
    }
}
