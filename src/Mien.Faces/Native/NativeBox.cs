using System.Runtime.InteropServices;

namespace Mien.Faces.Native;

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
