using System.Diagnostics;
using System.Runtime.InteropServices;
using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>Layout of a block of memory as oneDNN describes it; compares by content.</summary>
internal sealed unsafe class Layout : IEquatable<Layout>
{
    private readonly Dnnl.dnnl_memory_desc_t _md;

    private Layout(Dnnl.dnnl_memory_desc_t md) => _md = md;

    /// <summary>Bytes that the block takes, padding included.</summary>
    public long Bytes
    {
        get
        {
            fixed (Dnnl.dnnl_memory_desc_t* md = &_md)
            {
                return (long)Dnnl.dnnl_memory_desc_get_size(md);
            }
        }
    }

    public Dnnl.dnnl_memory_desc_t Md => _md;

    public static Layout ByTag(DType type, int tag, params ReadOnlySpan<long> lengths)
    {
        Dnnl.dnnl_memory_desc_t md;
        fixed (long* dims = lengths)
        {
            Dnnl.dnnl_memory_desc_init_by_tag(&md, lengths.Length, dims, Type(type), tag)
                .OrThrow(nameof(Dnnl.dnnl_memory_desc_init_by_tag));
        }

        return new(md);
    }

    public static Layout ByStrides(ReadOnlySpan<long> lengths, ReadOnlySpan<long> strides)
    {
        Dnnl.dnnl_memory_desc_t md;
        fixed (long* dims = lengths, steps = strides)
        {
            Dnnl.dnnl_memory_desc_init_by_strides(&md, lengths.Length, dims, Dnnl.dnnl_f32, steps)
                .OrThrow(nameof(Dnnl.dnnl_memory_desc_init_by_strides));
        }

        return new(md);
    }

    /// <summary>Images in the engine's own order: [N, H, W, C] in memory.</summary>
    public static Layout Nhwc(DType type, long n, long c, long h, long w) => ByTag(type, Dnnl.dnnl_acdb, n, c, h, w);

    public static Layout Of(Dnnl.dnnl_memory_desc_t* md) => new(*md);

    public bool Equals(Layout? other)
    {
        if (other is null)
        {
            return false;
        }

        fixed (Dnnl.dnnl_memory_desc_t* left = &_md, right = &other._md)
        {
            return Dnnl.dnnl_memory_desc_equal(left, right) != 0;
        }
    }

    public override bool Equals(object? obj) => Equals(obj as Layout);

    public override int GetHashCode() => Bytes.GetHashCode();

    private static int Type(DType type) => type == DType.Float32 ? Dnnl.dnnl_f32 : Dnnl.dnnl_bf16;
}

/// <summary>A primitive of oneDNN with the layouts that it wants, compiled once and kept for the life of the process.</summary>
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
        Dnnl.dnnl_primitive_create(out handle, description.DangerousGetHandle()).OrThrow(nameof(Dnnl.dnnl_primitive_create), about);
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
        Dnnl.dnnl_memory_create(out nint memory, &md, Engine.Handle, argument.Data).OrThrow(nameof(Dnnl.dnnl_memory_create));
        return new() { arg = argument.Number, memory = memory };
    }
}

/// <summary>One argument of a primitive; one without a layout is left out.</summary>
internal readonly unsafe struct Argument(int number, Layout? layout, void* data)
{
    public int Number { get; } = number;

    public Layout? Layout { get; } = layout;

    public void* Data { get; } = data;
}

/// <summary>What a primitive is to do, resolved by oneDNN to an implementation and the layouts that suit it.</summary>
internal sealed unsafe class PrimitiveDescription : SafeHandle
{
    private readonly PrimitiveDescription? _forward;

    private PrimitiveDescription(nint native, PrimitiveDescription? forward)
        : base(0, true)
    {
        handle = native;
        _forward = forward;
    }

    public override bool IsInvalid => handle == 0;

    /// <param name="operation">A description struct such as <see cref="Dnnl.dnnl_convolution_desc_t"/>.</param>
    /// <param name="about">What it is, for the message of an error.</param>
    /// <param name="forward">The forward primitive that a backward one belongs to.</param>
    /// <param name="relu">A ReLU on the result.</param>
    public static PrimitiveDescription Create(void* operation, string about, PrimitiveDescription? forward = null, bool relu = false)
    {
        nint postOps = 0;
        Dnnl.dnnl_primitive_attr_create(out nint attributes).OrThrow(nameof(Dnnl.dnnl_primitive_attr_create));
        try
        {
            // With memory of the caller's, one primitive can run on several threads at once.
            Dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, Dnnl.dnnl_scratchpad_mode_user)
                .OrThrow(nameof(Dnnl.dnnl_primitive_attr_set_scratchpad_mode));
            if (relu)
            {
                Dnnl.dnnl_post_ops_create(out postOps).OrThrow(nameof(Dnnl.dnnl_post_ops_create));
                Dnnl.dnnl_post_ops_append_eltwise(postOps, 1, Dnnl.dnnl_eltwise_relu, 0, 0)
                    .OrThrow(nameof(Dnnl.dnnl_post_ops_append_eltwise));
                Dnnl.dnnl_primitive_attr_set_post_ops(attributes, postOps).OrThrow(nameof(Dnnl.dnnl_primitive_attr_set_post_ops));
            }

            nint hint = forward?.DangerousGetHandle() ?? 0;
            Dnnl.dnnl_primitive_desc_create(out nint native, operation, attributes, Engine.Handle, hint)
                .OrThrow(nameof(Dnnl.dnnl_primitive_desc_create), about);
            return new(native, forward);
        }
        finally
        {
            if (postOps != 0)
            {
                _ = Dnnl.dnnl_post_ops_destroy(postOps);
            }

            _ = Dnnl.dnnl_primitive_attr_destroy(attributes);
        }
    }

    /// <summary>A copy from one layout (and element type) into another.</summary>
    public static PrimitiveDescription Reorder(Layout from, Layout to)
    {
        Dnnl.dnnl_memory_desc_t source = from.Md, target = to.Md;
        Dnnl.dnnl_primitive_attr_create(out nint attributes).OrThrow(nameof(Dnnl.dnnl_primitive_attr_create));
        try
        {
            Dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, Dnnl.dnnl_scratchpad_mode_user)
                .OrThrow(nameof(Dnnl.dnnl_primitive_attr_set_scratchpad_mode));
            Dnnl.dnnl_reorder_primitive_desc_create(out nint native, &source, Engine.Handle, &target, Engine.Handle, attributes)
                .OrThrow(nameof(Dnnl.dnnl_reorder_primitive_desc_create));
            return new(native, null);
        }
        finally
        {
            _ = Dnnl.dnnl_primitive_attr_destroy(attributes);
        }
    }

    public Layout? Query(int what)
    {
        Dnnl.dnnl_memory_desc_t* md = Dnnl.dnnl_primitive_desc_query_md(handle, what, 0);
        return md is null ? null : Layout.Of(md);
    }

    protected override bool ReleaseHandle() => Dnnl.dnnl_primitive_desc_destroy(handle) == Dnnl.dnnl_success;
}

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
