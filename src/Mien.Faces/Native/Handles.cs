using Microsoft.Win32.SafeHandles;

namespace Mien.Faces.Native;

/// <summary>Owns a <c>mien_photo</c>; the invalid handle stands for "no photo".</summary>
internal sealed class PhotoHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Shim.mien_photo_close(handle);
        return true;
    }
}

/// <summary>Owns a <c>mien_detector</c>.</summary>
internal sealed class DetectorHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Shim.mien_detector_close(handle);
        return true;
    }
}
