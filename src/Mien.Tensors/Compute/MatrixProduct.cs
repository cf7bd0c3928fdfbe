using System.Collections.Concurrent;
using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>
/// C = A·B of float32 matrices in oneDNN, each of the operands as it stands or transposed, in batches.
/// </summary>
internal static unsafe class MatrixProduct
{
    private static readonly ConcurrentDictionary<Key, Lazy<Compiled>> _cache = new();

    /// <summary>
    /// For each of <paramref name="batch"/> items, C [m, n] = A [m, k] · B [k, n]; a transposed operand is stored the
    /// other way round.
    /// </summary>
    public static void Run(
        float* a, bool transposeA, float* b, bool transposeB, float* c, int m, int n, int k, int batch = 1)
    {
        Compiled product = _cache.GetOrAdd(
            new(transposeA, transposeB, m, n, k, batch, Engine.Threads), key => new(() => new(key))).Value;
        product.Primitive.Execute(
            new(Dnnl.DNNL_ARG_SRC, product.A, a),
            new(Dnnl.DNNL_ARG_WEIGHTS, product.B, b),
            new(Dnnl.DNNL_ARG_DST, product.C, c));
    }

    private readonly record struct Key(bool TransposeA, bool TransposeB, int M, int N, int K, int Batch, int Threads);

    private sealed class Compiled
    {
        public Compiled(Key key)
        {
            A = Matrix(key.Batch, key.M, key.K, key.TransposeA);
            B = Matrix(key.Batch, key.K, key.N, key.TransposeB);
            C = Matrix(key.Batch, key.M, key.N, false);
            Dnnl.dnnl_memory_desc_t a = A.Md, b = B.Md, c = C.Md;
            Dnnl.dnnl_matmul_desc_t desc;
            Dnnl.dnnl_matmul_desc_init(&desc, &a, &b, null, &c)
                .OrThrow(nameof(Dnnl.dnnl_matmul_desc_init), key.ToString());
            Primitive = new(PrimitiveDescription.Create(&desc, key.ToString()), key.ToString());
        }

        public Primitive Primitive { get; }

        public Layout A { get; }

        public Layout B { get; }

        public Layout C { get; }

        private static Layout Matrix(long batch, long rows, long columns, bool transposed)
            => Layout.ByStrides(
                DType.Float32, [batch, rows, columns],
                [rows * columns, transposed ? 1 : columns, transposed ? rows : 1]);
    }
}
