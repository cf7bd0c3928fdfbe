using System.Runtime.InteropServices;

namespace Mien.Tensors.Native;

/// <summary>The part of oneDNN's C API (2.6, <c>dnnl.h</c>) that the engine calls, with C names and no logic.</summary>
internal static unsafe partial class Dnnl
{
    public const string Library = "libdnnl.so.2";

    public const int dnnl_success = 0;
    public const int dnnl_out_of_memory = 1;
    public const int dnnl_unimplemented = 3;

    public const int dnnl_bf16 = 2;
    public const int dnnl_f32 = 3;

    public const int dnnl_format_tag_any = 1;
    public const int dnnl_a = 2;
    public const int dnnl_abc = 4;
    public const int dnnl_abcd = 5;
    public const int dnnl_acdb = 20;

    public const int dnnl_forward_training = 64;
    public const int dnnl_convolution_direct = 1;
    public const int dnnl_convolution_winograd = 2;
    public const int dnnl_eltwise_relu = 0x1f;
    public const int dnnl_pooling_max = 0x1ff;
    public const int dnnl_scratchpad_mode_user = 1;
    public const int dnnl_cpu = 1;
    public const int dnnl_stream_default_flags = 1;

    public const int dnnl_query_src_md = 129;
    public const int dnnl_query_diff_src_md = 130;
    public const int dnnl_query_weights_md = 131;
    public const int dnnl_query_diff_weights_md = 132;
    public const int dnnl_query_dst_md = 133;
    public const int dnnl_query_diff_dst_md = 134;
    public const int dnnl_query_workspace_md = 135;
    public const int dnnl_query_scratchpad_md = 136;

    public const int DNNL_ARG_SRC = 1;
    public const int DNNL_ARG_DST = 17;
    public const int DNNL_ARG_WEIGHTS = 33;
    public const int DNNL_ARG_BIAS = 41;
    public const int DNNL_ARG_WORKSPACE = 64;
    public const int DNNL_ARG_SCRATCHPAD = 80;
    public const int DNNL_ARG_DIFF_SRC = 129;
    public const int DNNL_ARG_DIFF_DST = 145;
    public const int DNNL_ARG_DIFF_WEIGHTS = 161;

    public const int dnnl_cpu_isa_avx2 = 0x7;
    public const int dnnl_cpu_isa_avx512_core = 0x27;
    public const int dnnl_cpu_isa_avx512_core_bf16 = 0xe7;
    public const int dnnl_cpu_isa_avx512_core_amx = 0x3e7;

    /// <summary>A memory descriptor; the size is the C struct's, its fields are the library's affair.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 696)]
    public struct dnnl_memory_desc_t
    {
        private readonly long _first;
    }

    [StructLayout(LayoutKind.Sequential, Size = 5976)]
    public struct dnnl_convolution_desc_t
    {
        private readonly long _first;
    }

    [StructLayout(LayoutKind.Sequential, Size = 2800)]
    public struct dnnl_matmul_desc_t
    {
        private readonly long _first;
    }

    [StructLayout(LayoutKind.Sequential, Size = 3192)]
    public struct dnnl_pooling_desc_t
    {
        private readonly long _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct dnnl_exec_arg_t
    {
        public int arg;
        public nint memory;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct dnnl_version_t
    {
        public int major;
        public int minor;
        public int patch;
        public byte* hash;
        public uint cpu_runtime;
        public uint gpu_runtime;
    }

    [LibraryImport(Library)]
    public static partial dnnl_version_t* dnnl_version();

    [LibraryImport(Library)]
    public static partial int dnnl_get_effective_cpu_isa();

    [LibraryImport(Library)]
    public static partial int dnnl_engine_create(out nint engine, int kind, nuint index);

    [LibraryImport(Library)]
    public static partial int dnnl_stream_create(out nint stream, nint engine, uint flags);

    [LibraryImport(Library)]
    public static partial int dnnl_stream_wait(nint stream);

    [LibraryImport(Library)]
    public static partial int dnnl_stream_destroy(nint stream);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_init_by_tag(
        dnnl_memory_desc_t* md, int ndims, long* dims, int type, int tag);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_init_by_strides(
        dnnl_memory_desc_t* md, int ndims, long* dims, int type, long* strides);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_desc_equal(dnnl_memory_desc_t* lhs, dnnl_memory_desc_t* rhs);

    [LibraryImport(Library)]
    public static partial nuint dnnl_memory_desc_get_size(dnnl_memory_desc_t* md);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_create(out nint memory, dnnl_memory_desc_t* md, nint engine, void* handle);

    [LibraryImport(Library)]
    public static partial int dnnl_memory_destroy(nint memory);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_attr_create(out nint attr);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_attr_destroy(nint attr);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_attr_set_scratchpad_mode(nint attr, int mode);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_attr_set_post_ops(nint attr, nint postOps);

    [LibraryImport(Library)]
    public static partial int dnnl_post_ops_create(out nint postOps);

    [LibraryImport(Library)]
    public static partial int dnnl_post_ops_destroy(nint postOps);

    [LibraryImport(Library)]
    public static partial int dnnl_post_ops_append_eltwise(nint postOps, float scale, int alg, float alpha, float beta);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_desc_create(
        out nint pd, void* opDesc, nint attr, nint engine, nint hintForward);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_desc_destroy(nint pd);

    [LibraryImport(Library)]
    public static partial dnnl_memory_desc_t* dnnl_primitive_desc_query_md(nint pd, int what, int index);

    [LibraryImport(Library)]
    public static partial int dnnl_reorder_primitive_desc_create(
        out nint pd, dnnl_memory_desc_t* source, nint sourceEngine, dnnl_memory_desc_t* target, nint targetEngine,
        nint attr);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_create(out nint primitive, nint pd);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_destroy(nint primitive);

    [LibraryImport(Library)]
    public static partial int dnnl_primitive_execute(nint primitive, nint stream, int count, dnnl_exec_arg_t* args);

    [LibraryImport(Library)]
    public static partial int dnnl_convolution_forward_desc_init(
        dnnl_convolution_desc_t* desc, int propagation, int algorithm, dnnl_memory_desc_t* source,
        dnnl_memory_desc_t* weights,
        dnnl_memory_desc_t* bias, dnnl_memory_desc_t* destination, long* strides, long* paddingLeft,
        long* paddingRight);

    [LibraryImport(Library)]
    public static partial int dnnl_convolution_backward_data_desc_init(
        dnnl_convolution_desc_t* desc, int algorithm, dnnl_memory_desc_t* diffSource, dnnl_memory_desc_t* weights,
        dnnl_memory_desc_t* diffDestination, long* strides, long* paddingLeft, long* paddingRight);

    [LibraryImport(Library)]
    public static partial int dnnl_convolution_backward_weights_desc_init(
        dnnl_convolution_desc_t* desc, int algorithm, dnnl_memory_desc_t* source, dnnl_memory_desc_t* diffWeights,
        dnnl_memory_desc_t* diffBias, dnnl_memory_desc_t* diffDestination, long* strides, long* paddingLeft,
        long* paddingRight);

    [LibraryImport(Library)]
    public static partial int dnnl_matmul_desc_init(
        dnnl_matmul_desc_t* desc, dnnl_memory_desc_t* source, dnnl_memory_desc_t* weights, dnnl_memory_desc_t* bias,
        dnnl_memory_desc_t* destination);

    [LibraryImport(Library)]
    public static partial int dnnl_pooling_forward_desc_init(
        dnnl_pooling_desc_t* desc, int propagation, int algorithm, dnnl_memory_desc_t* source,
        dnnl_memory_desc_t* destination,
        long* strides, long* kernel, long* paddingLeft, long* paddingRight);

    [LibraryImport(Library)]
    public static partial int dnnl_pooling_backward_desc_init(
        dnnl_pooling_desc_t* desc, int algorithm, dnnl_memory_desc_t* diffSource, dnnl_memory_desc_t* diffDestination,
        long* strides, long* kernel, long* paddingLeft, long* paddingRight);
}
