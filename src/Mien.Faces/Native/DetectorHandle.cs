using Microsoft.Win32.SafeHandles;

namespace Mien.Faces.Native;

/// <summary>Owns a <c>mien_detector</c>.</summary>
internal sealed class DetectorHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Shim.mien_detector_close(handle);
        return true;
    }
}
