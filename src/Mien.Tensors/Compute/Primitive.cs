using System.Diagnostics;
using System.Runtime.InteropServices;
using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>
/// A primitive of oneDNN with the layouts that it wants, compiled once and kept for the life of the process.
/// </summary>
internal sealed unsafe class Primitive : SafeHandle
{
    private readonly PrimitiveDescription _description;
    private readonly Layout? _scratchpad;
    private readonly bool _isConvolution;

    public Primitive(PrimitiveDescription description, string about, bool isConvolution = false)
        : base(0, true)
    {
        _description = description;
        _isConvolution = isConvolution;
        lock (PrimitiveDescription.Compiler)
        {
            Dnnl.dnnl_primitive_create(out handle, description.DangerousGetHandle())
                .OrThrow(nameof(Dnnl.dnnl_primitive_create), about);
        }

        _scratchpad = description.Query(Dnnl.dnnl_query_scratchpad_md);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The layout that the primitive wants of one of its arguments; null if it has none.</summary>
    public Layout? Query(int what) => _description.Query(what);

    /// <summary>Runs the primitive on the calling thread's OpenMP team and waits for it.</summary>
    public void Execute(params ReadOnlySpan<Argument> arguments)
    {
        Storage? scratch = _scratchpad is { Bytes: > 0 } ? new(_scratchpad.Bytes) : null;
        Dnnl.dnnl_exec_arg_t* native = stackalloc Dnnl.dnnl_exec_arg_t[arguments.Length + 1];
        int count = 0;
        try
        {
            foreach (Argument argument in arguments)
            {
                if (argument.Layout is not null)
                {
                    native[count++] = Bind(argument);
                }
            }

            if (scratch is not null)
            {
                native[count++] = Bind(new(Dnnl.DNNL_ARG_SCRATCHPAD, _scratchpad, scratch.Pointer));
            }

            nint stream = Streams.Current;
            long start = Stopwatch.GetTimestamp();
            Dnnl.dnnl_primitive_execute(handle, stream, count, native).OrThrow(nameof(Dnnl.dnnl_primitive_execute));
            Dnnl.dnnl_stream_wait(stream).OrThrow(nameof(Dnnl.dnnl_stream_wait));
            ComputeClock.AddPrimitive(Stopwatch.GetTimestamp() - start, _isConvolution);
        }
        finally
        {
            for (int i = 0; i < count; i++)
            {
                _ = Dnnl.dnnl_memory_destroy(native[i].memory);
            }

            scratch?.Release();
        }
    }

    protected override bool ReleaseHandle() => Dnnl.dnnl_primitive_destroy(handle) == Dnnl.dnnl_success;

    private static Dnnl.dnnl_exec_arg_t Bind(Argument argument)
    {
        Dnnl.dnnl_memory_desc_t md = argument.Layout!.Md;
        Dnnl.dnnl_memory_create(out nint memory, &md, Engine.Handle, argument.Data)
            .OrThrow(nameof(Dnnl.dnnl_memory_create));
        return new() { arg = argument.Number, memory = memory };
    }
}
