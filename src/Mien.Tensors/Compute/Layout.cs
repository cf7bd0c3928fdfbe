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

    public static Layout ByStrides(DType type, ReadOnlySpan<long> lengths, ReadOnlySpan<long> strides)
    {
        Dnnl.dnnl_memory_desc_t md;
        fixed (long* dims = lengths, steps = strides)
        {
            Dnnl.dnnl_memory_desc_init_by_strides(&md, lengths.Length, dims, Type(type), steps)
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
