using Mien.Tensors;
using Mien.Tensors.Compute;
using Mien.Tensors.Native;

namespace EngineBench;

/// <summary>
/// Each pass of each convolution, as the engine runs it, against the bare direct primitive of oneDNN on packed weights:
/// once on the engine's own layout (NHWC), once on whatever layout oneDNN likes best.
/// </summary>
internal static unsafe class ConvolutionBench
{
    private static readonly (string Where, ConvolutionGeometry Geometry)[] _shapes =
    [
        .. StyleGan2ConfigF(),
        ("VGG16 conv1_1", new(1, 256, 256, 3, 64, 3, 1, 1)),
        ("VGG16 conv1_2", new(1, 256, 256, 64, 64, 3, 1, 1)),
        ("VGG16 conv2_1", new(1, 128, 128, 64, 128, 3, 1, 1)),
        ("VGG16 conv2_2", new(1, 128, 128, 128, 128, 3, 1, 1)),
        ("VGG16 conv3_1", new(1, 64, 64, 128, 256, 3, 1, 1)),
        ("VGG16 conv3_2", new(1, 64, 64, 256, 256, 3, 1, 1)),
        ("VGG16 conv4_1", new(1, 32, 32, 256, 512, 3, 1, 1)),
        ("VGG16 conv4_2", new(1, 32, 32, 512, 512, 3, 1, 1)),
    ];

    public static void Run(DType type)
    {
        Console.WriteLine($"## Convolutions, {type}");
        Console.WriteLine();
        Console.WriteLine(
            "GFLOP/s of the direct method, and the speed of the engine as a share of the bare direct primitive's.");
        Console.WriteLine();
        Console.WriteLine(
            "| where | x | O | k/s | pass | method | engine | bare NHWC | share | bare, any layout | share |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach ((string where, ConvolutionGeometry g) in _shapes)
        {
            foreach (ConvolutionPass pass in Enum.GetValues<ConvolutionPass>())
            {
                Row(where, g, pass, type);
            }
        }

        Console.WriteLine();
    }

    private static void Row(string where, ConvolutionGeometry g, ConvolutionPass pass, DType type)
    {
        double flops = 2.0 * g.Y.Count * g.C * g.K * g.K;
        using Tensor x = Random(g.X, type), w = Random(g.Weight, DType.Float32), y = Random(g.Y, type),
            dw = new(g.Weight);
        ConvolutionKernel kernel = ConvolutionKernel.For(pass, g, type);
        Action ours = pass switch
        {
            ConvolutionPass.Forward => () => kernel.Forward(x, w, null, y),
            ConvolutionPass.BackwardData => () => kernel.BackwardData(y, w, x),
            _ => () => kernel.BackwardWeights(x, y, dw),
        };
        using Bare plain = new(pass, g, type, ConvolutionMethod.Direct),
            best = new(pass, g, type, ConvolutionMethod.DirectInBlocks);
        double[] seconds = Stopwatches.Compare(ours, plain.Run, best.Run);
        double[] rates = [.. seconds.Select(s => flops / s * 1e-9)];
        Console.WriteLine(
            $"| {where} | {g.X} | {g.O} | {g.K}/{g.Stride} | {pass} | {ConvolutionMethods.For(pass, g, type)} | {rates[0]:F0} | {rates[1]:F0} | **{rates[0] / rates[1]:F2}** | {rates[2]:F0} | {rates[0] / rates[2]:F2} |");
    }

    private static IEnumerable<(string Where, ConvolutionGeometry Geometry)> StyleGan2ConfigF()
    {
        int Width(int resolution) => Math.Min(512, 32768 / resolution);
        for (int r = 4; r <= 1024; r *= 2)
        {
            if (r > 4)
            {
                // The transposed convolution of stride 2 is the adjoint of this one.
                yield return ($"{r}² conv0 (adjoint)", new(1, r + 1, r + 1, Width(r), Width(r / 2), 3, 2, 0));
            }

            yield return ($"{r}² conv1", new(1, r, r, Width(r), Width(r), 3, 1, 1));
        }
    }

    private static Tensor Random(Shape shape, DType type)
    {
        using Tensor normal = Tensor.Normal(shape, 1);
        return Elementwise.Convert(normal, type);
    }

    /// <summary>The primitive alone, on memory of its own in the layout that it wants.</summary>
    private sealed class Bare : IDisposable
    {
        private readonly Primitive _primitive;
        private readonly List<(int Argument, Layout Layout, Storage Memory)> _arguments = [];

        public Bare(ConvolutionPass pass, ConvolutionGeometry g, DType type, ConvolutionMethod method)
        {
            PrimitiveDescription description = PrimitiveConvolution.Describe(pass, g, type, method);
            _primitive = new(description, g.ToString());
            (int Argument, int Query)[] roles = pass switch
            {
                ConvolutionPass.Forward =>
                [
                    (Dnnl.DNNL_ARG_SRC, Dnnl.dnnl_query_src_md), (Dnnl.DNNL_ARG_WEIGHTS, Dnnl.dnnl_query_weights_md),
                    (Dnnl.DNNL_ARG_DST, Dnnl.dnnl_query_dst_md),
                ],
                ConvolutionPass.BackwardData =>
                [
                    (Dnnl.DNNL_ARG_DIFF_SRC, Dnnl.dnnl_query_diff_src_md),
                    (Dnnl.DNNL_ARG_WEIGHTS, Dnnl.dnnl_query_weights_md),
                    (Dnnl.DNNL_ARG_DIFF_DST, Dnnl.dnnl_query_diff_dst_md),
                ],
                _ =>
                [
                    (Dnnl.DNNL_ARG_SRC, Dnnl.dnnl_query_src_md),
                    (Dnnl.DNNL_ARG_DIFF_WEIGHTS, Dnnl.dnnl_query_diff_weights_md),
                    (Dnnl.DNNL_ARG_DIFF_DST, Dnnl.dnnl_query_diff_dst_md),
                ],
            };
            foreach ((int argument, int query) in roles)
            {
                Layout layout = description.Query(query)!;
                Storage memory = new(layout.Bytes);
                new Span<byte>(memory.Pointer, checked((int)layout.Bytes)).Fill(0x3c); // a small number in either type
                _arguments.Add((argument, layout, memory));
            }
        }

        public void Run() => _primitive.Execute(
            new(_arguments[0].Argument, _arguments[0].Layout, _arguments[0].Memory.Pointer),
            new(_arguments[1].Argument, _arguments[1].Layout, _arguments[1].Memory.Pointer),
            new(_arguments[2].Argument, _arguments[2].Layout, _arguments[2].Memory.Pointer));

        public void Dispose()
        {
            _primitive.Dispose();
            _arguments.ForEach(argument => argument.Memory.Release());
        }
    }
}
