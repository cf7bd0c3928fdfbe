namespace Mien.Tensors.Native;

/// <summary>One check for every native call.</summary>
internal static class DnnlStatus
{
    private static readonly string[] _names =
    [
        "success", "out of memory", "invalid arguments", "unimplemented", "iterator ends", "runtime error",
        "not required",
    ];

    /// <summary>
    /// Throws <see cref="ComputeException"/> with the call's name and status unless it succeeded;
    /// <see cref="InsufficientMemoryException"/> where memory did not suffice.
    /// </summary>
    public static void OrThrow(this int status, string call, string? about = null)
    {
        if (status != Dnnl.dnnl_success)
        {
            if (status == Dnnl.dnnl_out_of_memory)
            {
                throw new InsufficientMemoryException($"{call}: there is not enough memory");
            }

            string name = (uint)status < (uint)_names.Length ? _names[status] : "status";
            throw new ComputeException($"{call} failed: {name} ({status}){(about is null ? "" : ", " + about)}");
        }
    }
}
