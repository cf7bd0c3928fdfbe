using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mien.Faces.Native;

/// <summary><c>mien_status</c>, and the one check of it.</summary>
internal static class Status
{
    private const int Good = 0;
    private const int NoMemory = 2;

    /// <summary>Throws what the library says about a call that did not end well.</summary>
    public static unsafe void OrThrow(this int status, [CallerArgumentExpression(nameof(status))] string call = "")
    {
        if (status == Good)
        {
            return;
        }

        string said = Marshal.PtrToStringUTF8((nint)Shim.mien_message()) ?? "";
        throw status == NoMemory
            ? new InsufficientMemoryException($"{Name(call)}: {said}")
            : new NativeCallException(Name(call), status, said);
    }

    private static string Name(string call)
    {
        int from = call.IndexOf("mien_", StringComparison.Ordinal);
        int to = call.IndexOf('(', StringComparison.Ordinal);
        return from >= 0 && to > from ? call[from..to] : call;
    }
}

/// <summary>A call into dlib failed.</summary>
internal sealed class NativeCallException(string call, int status, string said)
    : Exception($"{call} failed (status {status}): {said}");
