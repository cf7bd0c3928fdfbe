using System.Runtime.InteropServices;

namespace Mien.Faces.Native;

/// <summary>The C functions of native/src/mien_faces.h under their own names.</summary>
internal static unsafe partial class Shim
{
    private const string Library = "mien_faces";

    [LibraryImport(Library)]
    internal static partial byte* mien_message();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mien_detector_load(string model, out DetectorHandle detector);

    [LibraryImport(Library)]
    internal static partial int mien_detector_search(
        DetectorHandle detector, byte* rgb, int width, int height, int upsampled,
        int capacity, NativeBox* boxes, out int count);

    [LibraryImport(Library)]
    internal static partial int mien_detector_landmarks(DetectorHandle detector, byte* rgb, int width, int height,
        in NativeBox box, int* points);

    [LibraryImport(Library)]
    internal static partial void mien_detector_close(nint detector);
}
