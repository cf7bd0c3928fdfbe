using System.Runtime.InteropServices;

namespace Mien.Faces.Native;

/// <summary><c>mien_photo_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PhotoInfo
{
    public int Width;
    public int Height;
    public int OwnColours;
    public int HasProfile;
}

/// <summary><c>mien_box</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeBox
{
    public int Left;
    public int Top;
    public int Right;
    public int Bottom;
    public double Confidence;
}

/// <summary><c>mien_blob</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Blob
{
    public void* Data;
    public nuint Length;
}
