using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>One stream a thread: executions on different threads do not meet.</summary>
internal static class Streams
{
    [ThreadStatic]
    private static nint _stream;

    public static nint Current
    {
        get
        {
            if (_stream == 0)
            {
                Dnnl.dnnl_stream_create(out _stream, Engine.Handle, Dnnl.dnnl_stream_default_flags)
                    .OrThrow(nameof(Dnnl.dnnl_stream_create));
            }

            return _stream;
        }
    }
}
