using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mien.Faces.Native;

/// <summary><c>mien_status</c>, and the one check of it.</summary>
internal static class Status
{
    public const int Good = 0;
    public const int Foreign = 2;
    public const int NoMemory = 3;

    /// <summary>The text of this thread's last failure.</summary>
    public static unsafe string Message => Marshal.PtrToStringUTF8((nint)Shim.mien_message()) ?? "";

    /// <summary>Throws what the library says about a call that did not end well.</summary>
    public static void OrThrow(this int status, [CallerArgumentExpression(nameof(status))] string call = "")
    {
        if (status == Good)
        {
            return;
        }

        throw new NativeCallException(Name(call), status, Message);
    }

    private static string Name(string call)
    {
        int from = call.IndexOf("mien_", StringComparison.Ordinal);
        int to = call.IndexOf('(', StringComparison.Ordinal);
        return from >= 0 && to > from ? call[from..to] : call;
    }
}

/// <summary>A call into dlib or libvips failed.</summary>
internal sealed class NativeCallException(string call, int status, string said)
    : Exception($"{call} failed (status {status}): {said}")
{
    /// <summary>What the library said.</summary>
    public string Said => said;
}
