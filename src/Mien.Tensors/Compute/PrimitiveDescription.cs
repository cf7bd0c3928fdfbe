using System.Runtime.InteropServices;
using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>What a primitive is to do, resolved by oneDNN to an implementation and the layouts that suit it.</summary>
internal sealed unsafe class PrimitiveDescription : SafeHandle
{
    private readonly PrimitiveDescription? _forward;

    /// <summary>
    /// Held while oneDNN describes or compiles. Version 2.6 is not safe there: of 10,000 convolutions that three
    /// threads made at once, one or two computed wrong numbers ever after.
    /// </summary>
    public static Lock Compiler { get; } = new();

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
    public static PrimitiveDescription Create(
        void* operation, string about, PrimitiveDescription? forward = null, bool relu = false)
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
                Dnnl.dnnl_primitive_attr_set_post_ops(attributes, postOps)
                    .OrThrow(nameof(Dnnl.dnnl_primitive_attr_set_post_ops));
            }

            nint hint = forward?.DangerousGetHandle() ?? 0;
            lock (Compiler)
            {
                Dnnl.dnnl_primitive_desc_create(out nint native, operation, attributes, Engine.Handle, hint)
                    .OrThrow(nameof(Dnnl.dnnl_primitive_desc_create), about);
                return new(native, forward);
            }
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
            lock (Compiler)
            {
                Dnnl.dnnl_reorder_primitive_desc_create(
                    out nint native, &source, Engine.Handle, &target, Engine.Handle, attributes)
                    .OrThrow(nameof(Dnnl.dnnl_reorder_primitive_desc_create));
                return new(native, null);
            }
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
