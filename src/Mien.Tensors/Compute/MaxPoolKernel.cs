using System.Collections.Concurrent;
using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>Maximum over windows of 2×2 with stride 2 in oneDNN; an odd last row or column is left out.</summary>
internal sealed unsafe class MaxPoolKernel
{
    private static readonly ConcurrentDictionary<(Shape X, DType Type, int Threads), Lazy<MaxPoolKernel>> _cache =
        new();

    private readonly Primitive _forward;
    private readonly Primitive _backward;
    private readonly Layout _x;
    private readonly Layout _y;
    private readonly Layout _workspace;

    private MaxPoolKernel(Shape x, DType type)
    {
        _x = Layout.Nhwc(type, x[0], x[3], x[1], x[2]);
        _y = Layout.Nhwc(type, x[0], x[3], x[1] / 2, x[2] / 2);
        Dnnl.dnnl_memory_desc_t xMd = _x.Md, yMd = _y.Md;
        long* two = stackalloc long[2] { 2, 2 };
        long* none = stackalloc long[2] { 0, 0 };
        Dnnl.dnnl_pooling_desc_t desc;
        Dnnl.dnnl_pooling_forward_desc_init(
            &desc, Dnnl.dnnl_forward_training, Dnnl.dnnl_pooling_max, &xMd, &yMd, two, two, none, none)
            .OrThrow(nameof(Dnnl.dnnl_pooling_forward_desc_init), x.ToString());
        PrimitiveDescription forward = PrimitiveDescription.Create(&desc, $"max-pool of {x}");
        _forward = new(forward, x.ToString());
        _workspace = forward.Query(Dnnl.dnnl_query_workspace_md)!;
        Dnnl.dnnl_pooling_backward_desc_init(&desc, Dnnl.dnnl_pooling_max, &xMd, &yMd, two, two, none, none)
            .OrThrow(nameof(Dnnl.dnnl_pooling_backward_desc_init), x.ToString());
        _backward = new(PrimitiveDescription.Create(&desc, $"max-pool of {x}", forward), x.ToString());
    }

    /// <summary>Bytes that the forward pass leaves for the backward pass: where each maximum was.</summary>
    public long WorkspaceBytes => _workspace.Bytes;

    public static MaxPoolKernel For(Shape x, DType type)
        => _cache.GetOrAdd((x, type, Engine.Threads), key => new(() => new(key.X, key.Type))).Value;

    public void Forward(Tensor x, Tensor y, Tensor workspace) => _forward.Execute(
        new(Dnnl.DNNL_ARG_SRC, _x, x.Pointer),
        new(Dnnl.DNNL_ARG_DST, _y, y.Pointer),
        new(Dnnl.DNNL_ARG_WORKSPACE, _workspace, workspace.Pointer));

    public void Backward(Tensor dy, Tensor workspace, Tensor dx) => _backward.Execute(
        new(Dnnl.DNNL_ARG_DIFF_DST, _y, dy.Pointer),
        new(Dnnl.DNNL_ARG_WORKSPACE, _workspace, workspace.Pointer),
        new(Dnnl.DNNL_ARG_DIFF_SRC, _x, dx.Pointer));
}
