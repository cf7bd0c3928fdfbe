using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>
/// F(2×2, 3×3) of Lavin and Gray 2016 ("Fast Algorithms for Convolutional Neural Networks", section 4.1), products in
/// bfloat16 and sums in float32: tiles of 4×4 pixels are transformed, multiplied as 16 matrices in oneDNN, and
/// transformed back to 2×2 pixels; 16 multiplications in place of 36. (F(4×4, 3×3) saves more, but its transforms have
/// factors up to 8, and bfloat16 rounds too coarsely for them.)
/// </summary>
internal sealed unsafe class WinogradConvolution : ConvolutionKernel
{
    private const int Points = 16; // of a transformed tile
    // transformed tiles and products that are worked on at once: they stay in the cache
    private const long ChunkBytes = 12 << 20;

    private readonly int _n;
    private readonly int _h;
    private readonly int _w;
    private readonly int _from;
    private readonly int _to;
    private readonly bool _isAdjoint;
    private readonly bool _relu;
    private readonly int _chunk; // rows of tiles
    private readonly Product _product;
    private readonly Product? _last;
    private readonly Layout _weights; // [O, C, 3, 3]
    private readonly Layout _split; // the same numbers as [9][from][to]
    private readonly Layout _points; // [16][from][to]
    private readonly Primitive _splitWeights;
    private readonly Primitive _packWeights;

    public WinogradConvolution(ConvolutionPass pass, ConvolutionGeometry g, bool relu)
    {
        _isAdjoint = pass == ConvolutionPass.BackwardData;
        _relu = relu;
        (_n, _h, _w) = (g.N, g.H, g.W);
        (_from, _to) = _isAdjoint ? (g.O, g.C) : (g.C, g.O);
        int rows = TileRows, wanted = (int)Math.Clamp(
            ChunkBytes / (TilesAcross * Points * ((2L * _from) + (4L * _to))), 1, rows);
        int chunks = (rows + wanted - 1) / wanted;
        _chunk = (rows + chunks - 1) / chunks;
        _product = new(_chunk * TilesAcross, _from, _to, null);
        int left = rows % _chunk;
        _last = left == 0 ? null : new(left * TilesAcross, _from, _to, _product.Weights);
        long size = (long)_from * _to;
        (long output, long input) = _isAdjoint ? (_to, 1) : (1L, _to);
        _weights = Layout.ByTag(DType.Float32, Dnnl.dnnl_abcd, g.O, g.C, 3, 3);
        _split = Layout.ByStrides(DType.Float32, [g.O, g.C, 3, 3], [output, input, 3 * size, size]);
        _splitWeights = new(PrimitiveDescription.Reorder(_weights, _split), "reorder");
        _points = Layout.ByTag(DType.Float32, Dnnl.dnnl_abc, Points, _from, _to);
        _packWeights = new(PrimitiveDescription.Reorder(_points, _product.Weights), "reorder");
    }

    private int TilesAcross => (_w + 1) / 2;

    private int TilesDown => (_h + 1) / 2;

    private int TileRows => _n * TilesDown;

    /// <summary>True for what this computes.</summary>
    public static bool Fits(ConvolutionPass pass, ConvolutionGeometry g, DType type)
        => type == DType.BFloat16 && Engine.HasFastBFloat16 && Avx512F.IsSupported
            && pass != ConvolutionPass.BackwardWeights && g is { K: 3, Stride: 1, Padding: 1 } && g.C % 16 == 0
            && g.O % 16 == 0;

    /// <inheritdoc/>
    public override void Forward(Tensor x, Tensor weight, Tensor? bias, Tensor y) => Run(x, weight, bias, y);

    /// <inheritdoc/>
    public override void BackwardData(Tensor dy, Tensor weight, Tensor dx) => Run(dy, weight, null, dx);

    /// <inheritdoc/>
    public override void BackwardWeights(Tensor x, Tensor dy, Tensor dw)
        => throw new NotSupportedException("this is a sum over pixels, not over channels");

    private void Run(Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        void* packed = weight.Storage.Packed(new WeightLayout(_product.Weights, _isAdjoint), () => Pack(weight));
        using Tensor tiles = new(new Storage(_product.A.Bytes), [1], DType.BFloat16),
            products = new(new Storage(_product.C.Bytes), [1], DType.Float32);
        using Tensor nothing = Tensor.Zeros([Math.Max(_from, _to)]);
        float* shift = bias is null ? nothing.F32 : bias.F32;
        float floor = _relu ? 0 : float.NegativeInfinity;
        for (int first = 0; first < TileRows; first += _chunk)
        {
            int rows = Math.Min(_chunk, TileRows - first);
            Product product = rows == _chunk ? _product : _last!;
            Transform(
                (ushort*)x.Pointer, first, rows, (ushort*)tiles.Pointer, product.StrideA, (ushort*)nothing.Pointer);
            product.Run(tiles.Pointer, packed, products.Pointer);
            TransformBack(products.F32, product.StrideC, first, rows, shift, floor, (ushort*)y.Pointer);
        }
    }

    // V = Bᵀ d B for every tile of some rows: [16][tiles][channels].
    private void Transform(ushort* x, int firstRow, int rows, ushort* to, long stride, ushort* zeros)
    {
        int across = TilesAcross, down = TilesDown, channels = _from, h = _h, w = _w;
        Workers.For((long)rows * across, 16L * channels, (begin, end) =>
        {
            ushort** d = stackalloc ushort*[16];
            for (long tile = begin; tile < end; tile++)
            {
                int row = firstRow + (int)(tile / across), left = (2 * (int)(tile % across)) - 1,
                    top = (2 * (row % down)) - 1;
                ushort* image = x + ((long)(row / down) * h * w * channels);
                for (int i = 0; i < 16; i++)
                {
                    int r = top + (i / 4), c = left + (i % 4);
                    d[i] = (uint)r < (uint)h && (uint)c < (uint)w ? image + ((((long)r * w) + c) * channels) : zeros;
                }

                ushort* v = to + (tile * channels);
                for (int c = 0; c < channels; c += 16)
                {
                    Row(d, c, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2,
                        out Vector512<float> a3);
                    Row(d + 4, c, out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2,
                        out Vector512<float> b3);
                    Row(d + 8, c, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2,
                        out Vector512<float> c3);
                    Row(d + 12, c, out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2,
                        out Vector512<float> d3);
                    Store(v + c, stride, a0 - c0, a1 - c1, a2 - c2, a3 - c3);
                    Store(v + c + (4 * stride), stride, b0 + c0, b1 + c1, b2 + c2, b3 + c3);
                    Store(v + c + (8 * stride), stride, c0 - b0, c1 - b1, c2 - b2, c3 - b3);
                    Store(v + c + (12 * stride), stride, b0 - d0, b1 - d1, b2 - d2, b3 - d3);
                }
            }
        });
    }

    // Y = Aᵀ m A, then the bias and the ReLU.
    private void TransformBack(float* from, long stride, int firstRow, int rows, float* shift, float floor, ushort* y)
    {
        int across = TilesAcross, down = TilesDown, channels = _to, h = _h, w = _w;
        Workers.For((long)rows * across, 16L * channels, (begin, end) =>
        {
            Vector512<float> least = Vector512.Create(floor);
            for (long tile = begin; tile < end; tile++)
            {
                int row = firstRow + (int)(tile / across), left = 2 * (int)(tile % across), top = 2 * (row % down);
                ushort* to = y + (((((long)(row / down) * h) + top) * w) + left) * channels;
                bool wide = left + 1 < w, high = top + 1 < h;
                float* m = from + (tile * channels);
                for (int c = 0; c < channels; c += 16)
                {
                    Sums(m + c, stride, out Vector512<float> a0, out Vector512<float> a1);
                    Sums(m + c + (4 * stride), stride, out Vector512<float> b0, out Vector512<float> b1);
                    Sums(m + c + (8 * stride), stride, out Vector512<float> c0, out Vector512<float> c1);
                    Sums(m + c + (12 * stride), stride, out Vector512<float> d0, out Vector512<float> d1);
                    Vector512<float> add = Vector512.Load(shift + c);
                    Store(to + c, Vector512.MaxNative(least, a0 + b0 + c0 + add));
                    if (wide)
                    {
                        Store(to + c + channels, Vector512.MaxNative(least, a1 + b1 + c1 + add));
                    }

                    if (high)
                    {
                        ushort* below = to + c + ((long)w * channels);
                        Store(below, Vector512.MaxNative(least, b0 - c0 - d0 + add));
                        if (wide)
                        {
                            Store(below + channels, Vector512.MaxNative(least, b1 - c1 - d1 + add));
                        }
                    }
                }
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
        ushort** d, int c, out Vector512<float> t0, out Vector512<float> t1, out Vector512<float> t2,
        out Vector512<float> t3)
    {
        Vector512<float> x0 = Load(d[0] + c), x1 = Load(d[1] + c), x2 = Load(d[2] + c), x3 = Load(d[3] + c);
        (t0, t1, t2, t3) = (x0 - x2, x1 + x2, x2 - x1, x1 - x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sums(float* m, long stride, out Vector512<float> s0, out Vector512<float> s1)
    {
        Vector512<float> m1 = Vector512.Load(m + stride), m2 = Vector512.Load(m + (2 * stride));
        s0 = Vector512.Load(m) + m1 + m2;
        s1 = m1 - m2 - Vector512.Load(m + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        ushort* to, long stride, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3)
    {
        Store(to, v0);
        Store(to + stride, v1);
        Store(to + (2 * stride), v2);
        Store(to + (3 * stride), v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(ushort* from)
        => (Avx512F.ConvertToVector512Int32(Vector256.Load(from)) << 16).AsSingle();

    // Rounded to nearest, ties to even. A NaN stays one: those that come of bfloat16 numbers have no low bits to
    // overflow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ushort* to, Vector512<float> value)
    {
        Vector512<uint> bits = value.AsUInt32();
        bits = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
        Avx512F.ConvertToVector256UInt16(bits).Store(to);
    }

    // U = G g Gᵀ of every kernel, mirrored for the adjoint, as oneDNN wants the right sides of 16 products.
    private Storage Pack(Tensor weight)
    {
        using Tensor kernels = new([9, _from, _to]), points = new([Points, _from, _to]);
        _splitWeights.Execute(
            new(Dnnl.DNNL_ARG_SRC, _weights, weight.Pointer), new(Dnnl.DNNL_ARG_DST, _split, kernels.Pointer));
        float* g = kernels.F32, u = points.F32;
        long size = (long)_from * _to;
        (long first, long step) = _isAdjoint ? (8 * size, -size) : (0, size);
        Workers.For(size / 16, 16 * 16, (begin, end) =>
        {
            for (long i = 16 * begin; i < 16 * end; i += 16)
            {
                float* from = g + first + i, to = u + i;
                for (int k = 0; k < 4; k++)
                {
                    Vector512<float> left = Down(from, k), middle = Down(from + step, k),
                        right = Down(from + (2 * step), k);
                    Vector512<float> outer = left + right;
                    left.Store(to);
                    ((outer + middle) * 0.5f).Store(to + size);
                    ((outer - middle) * 0.5f).Store(to + (2 * size));
                    right.Store(to + (3 * size));
                    to += 4 * size;
                }
            }

            // Row k of G times a column of the kernel.
            Vector512<float> Down(float* column, int k)
            {
                Vector512<float> top = Vector512.Load(column), bottom = Vector512.Load(column + (6 * step));
                return k switch
                {
                    0 => top,
                    1 => (top + Vector512.Load(column + (3 * step)) + bottom) * 0.5f,
                    2 => (top - Vector512.Load(column + (3 * step)) + bottom) * 0.5f,
                    _ => bottom,
                };
            }
        });

        Storage packed = new(_product.Weights.Bytes);
        _packWeights.Execute(
            new(Dnnl.DNNL_ARG_SRC, _points, u), new(Dnnl.DNNL_ARG_DST, _product.Weights, packed.Pointer));
        return packed;
    }

    private sealed record WeightLayout(Layout Layout, bool IsAdjoint);

    /// <summary>
    /// 16 products [tiles, from] · [from, to]. A row between them keeps them from meeting in the same lines of the
    /// cache.
    /// </summary>
    private sealed class Product
    {
        private readonly Primitive _primitive;

        public Product(int tiles, int from, int to, Layout? weights)
        {
            string about = $"16 products [{tiles}, {from}] · [{from}, {to}] in bfloat16";
            (StrideA, StrideC) = ((tiles + 1L) * from, (tiles + 1L) * to);
            A = Layout.ByStrides(DType.BFloat16, [Points, tiles, from], [StrideA, from, 1]);
            C = Layout.ByStrides(DType.Float32, [Points, tiles, to], [StrideC, to, 1]);
            Layout b = weights ?? Layout.ByTag(DType.BFloat16, Dnnl.dnnl_format_tag_any, Points, from, to);
            Dnnl.dnnl_memory_desc_t mdA = A.Md, mdB = b.Md, mdC = C.Md;
            Dnnl.dnnl_matmul_desc_t desc;
            Dnnl.dnnl_matmul_desc_init(&desc, &mdA, &mdB, null, &mdC)
                .OrThrow(nameof(Dnnl.dnnl_matmul_desc_init), about);
            _primitive = new(PrimitiveDescription.Create(&desc, about), about, isConvolution: true);
            Weights = _primitive.Query(Dnnl.dnnl_query_weights_md)!;
        }

        public Layout A { get; }

        public Layout C { get; }

        public Layout Weights { get; }

        public long StrideA { get; }

        public long StrideC { get; }

        public void Run(void* a, void* b, void* c) => _primitive.Execute(
            new(Dnnl.DNNL_ARG_SRC, A, a), new(Dnnl.DNNL_ARG_WEIGHTS, Weights, b), new(Dnnl.DNNL_ARG_DST, C, c));
    }
}
