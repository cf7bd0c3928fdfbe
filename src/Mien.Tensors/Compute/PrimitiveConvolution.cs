using Mien.Tensors.Native;

namespace Mien.Tensors.Compute;

/// <summary>
/// One of oneDNN's convolutions. Where the method wants blocks of channels or another type, images are reordered on the
/// way.
/// </summary>
internal sealed unsafe class PrimitiveConvolution : ConvolutionKernel
{
    private readonly Primitive _primitive;
    private readonly DType _type; // of the arithmetic
    private readonly DType _held; // of the activations before and after the reorders, which convert as well
    private readonly Operand _x;
    private readonly Operand _y;
    private readonly Layout _weight;
    private readonly Layout _plainWeight;
    private readonly Layout? _bias;
    private readonly Primitive _reorderWeight;

    public PrimitiveConvolution(
        ConvolutionMethod method, ConvolutionPass pass, ConvolutionGeometry g, DType type, bool bias, bool relu)
    {
        _type = ConvolutionMethods.Arithmetic(method, pass, g, type);
        _held = Engine.HasBFloat16Primitives ? type : DType.Float32;
        PrimitiveDescription description = Describe(pass, g, _type, method, bias, relu);
        _primitive = new(description, g.ToString(), isConvolution: true);

        bool intoX = pass == ConvolutionPass.BackwardData, intoY = pass == ConvolutionPass.Forward;
        Layout nhwcX = Layout.Nhwc(_held, g.N, g.C, g.H, g.W), nhwcY = Layout.Nhwc(_held, g.N, g.O, g.OutH, g.OutW);
        _x = new(nhwcX, description.Query(intoX ? Dnnl.dnnl_query_diff_src_md : Dnnl.dnnl_query_src_md)!, intoX);
        _y = new(nhwcY, description.Query(intoY ? Dnnl.dnnl_query_dst_md : Dnnl.dnnl_query_diff_dst_md)!, intoY);

        bool intoWeight = pass == ConvolutionPass.BackwardWeights;
        _plainWeight = Layout.ByTag(DType.Float32, Dnnl.dnnl_abcd, g.O, g.C, g.K, g.K);
        _weight = description.Query(intoWeight ? Dnnl.dnnl_query_diff_weights_md : Dnnl.dnnl_query_weights_md)!;
        _reorderWeight = intoWeight ? Reorder(_weight, _plainWeight) : Reorder(_plainWeight, _weight);
        _bias = bias ? Layout.ByTag(DType.Float32, Dnnl.dnnl_a, g.O) : null;
    }

    /// <inheritdoc/>
    public override void Forward(Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        using Bound from = _x.In(x, _held);
        using Bound to = _y.Out(y, _held);
        _primitive.Execute(
            new(Dnnl.DNNL_ARG_SRC, _x.Wanted, from.Data),
            new(Dnnl.DNNL_ARG_WEIGHTS, _weight, Packed(weight, x.DType)),
            new(Dnnl.DNNL_ARG_BIAS, _bias, bias is null ? null : bias.Pointer),
            new(Dnnl.DNNL_ARG_DST, _y.Wanted, to.Data));
        to.Deliver();
    }

    /// <inheritdoc/>
    public override void BackwardData(Tensor dy, Tensor weight, Tensor dx)
    {
        using Bound from = _y.In(dy, _held);
        using Bound to = _x.Out(dx, _held);
        _primitive.Execute(
            new(Dnnl.DNNL_ARG_DIFF_DST, _y.Wanted, from.Data),
            new(Dnnl.DNNL_ARG_WEIGHTS, _weight, Packed(weight, dy.DType)),
            new(Dnnl.DNNL_ARG_DIFF_SRC, _x.Wanted, to.Data));
        to.Deliver();
    }

    /// <inheritdoc/>
    public override void BackwardWeights(Tensor x, Tensor dy, Tensor dw)
    {
        using Bound left = _x.In(x, _held);
        using Bound right = _y.In(dy, _held);
        using Tensor packed = new(new Storage(_weight.Bytes), [(int)((_weight.Bytes + 3) / 4)], DType.Float32);
        _primitive.Execute(
            new(Dnnl.DNNL_ARG_SRC, _x.Wanted, left.Data),
            new(Dnnl.DNNL_ARG_DIFF_DST, _y.Wanted, right.Data),
            new(Dnnl.DNNL_ARG_DIFF_WEIGHTS, _weight, packed.Pointer));
        _reorderWeight.Execute(
            new(Dnnl.DNNL_ARG_SRC, _weight, packed.Pointer),
            new(Dnnl.DNNL_ARG_DST, _plainWeight, dw.Pointer));
    }

    /// <summary>What oneDNN is asked for.</summary>
    internal static PrimitiveDescription Describe(
        ConvolutionPass pass, ConvolutionGeometry g, DType type, ConvolutionMethod method, bool bias = false,
        bool relu = false)
    {
        bool anyLayout = method != ConvolutionMethod.Direct;
        int algorithm = method == ConvolutionMethod.Winograd
            ? Dnnl.dnnl_convolution_winograd : Dnnl.dnnl_convolution_direct;
        Layout x = anyLayout ? Any(type, g.N, g.C, g.H, g.W) : Layout.Nhwc(type, g.N, g.C, g.H, g.W);
        Layout y = anyLayout ? Any(type, g.N, g.O, g.OutH, g.OutW) : Layout.Nhwc(type, g.N, g.O, g.OutH, g.OutW);
        PrimitiveDescription forward = Describe(ConvolutionPass.Forward, g, type, algorithm, x, y, bias, relu, null);
        return pass == ConvolutionPass.Forward
            ? forward : Describe(pass, g, type, algorithm, x, y, false, false, forward);
    }

    private static Layout Any(DType type, int n, int c, int h, int w)
        => Layout.ByTag(type, Dnnl.dnnl_format_tag_any, n, c, h, w);

    private static Primitive Reorder(Layout from, Layout to) => new(PrimitiveDescription.Reorder(from, to), "reorder");

    private static PrimitiveDescription Describe(
        ConvolutionPass pass, ConvolutionGeometry g, DType type, int algorithm, Layout x, Layout y, bool bias,
        bool relu,
        PrimitiveDescription? forward)
    {
        long* strides = stackalloc long[2] { g.Stride, g.Stride };
        long* padding = stackalloc long[2] { g.Padding, g.Padding };
        DType weightType = pass == ConvolutionPass.BackwardWeights ? DType.Float32 : type;
        Dnnl.dnnl_memory_desc_t xMd = x.Md, yMd = y.Md, wMd = Any(weightType, g.O, g.C, g.K, g.K).Md;
        Dnnl.dnnl_memory_desc_t bMd = bias ? Layout.ByTag(DType.Float32, Dnnl.dnnl_a, g.O).Md : default;
        Dnnl.dnnl_convolution_desc_t desc;
        switch (pass)
        {
            case ConvolutionPass.Forward:
                Dnnl.dnnl_convolution_forward_desc_init(
                    &desc, Dnnl.dnnl_forward_training, algorithm, &xMd, &wMd, bias ? &bMd : null, &yMd, strides,
                    padding, padding)
                    .OrThrow(nameof(Dnnl.dnnl_convolution_forward_desc_init), g.ToString());
                break;
            case ConvolutionPass.BackwardData:
                Dnnl.dnnl_convolution_backward_data_desc_init(
                    &desc, algorithm, &xMd, &wMd, &yMd, strides, padding, padding)
                    .OrThrow(nameof(Dnnl.dnnl_convolution_backward_data_desc_init), g.ToString());
                break;
            default:
                Dnnl.dnnl_convolution_backward_weights_desc_init(
                    &desc, algorithm, &xMd, &wMd, null, &yMd, strides, padding, padding)
                    .OrThrow(nameof(Dnnl.dnnl_convolution_backward_weights_desc_init), g.ToString());
                break;
        }

        return PrimitiveDescription.Create(&desc, $"{pass} of a convolution, {g}", forward, relu);
    }

    private void* Packed(Tensor weight, DType activations)
        => weight.Storage.Packed(new WeightLayout(_weight, activations), () =>
        {
            Storage packed = new(_weight.Bytes);
            using Tensor rounded = activations == DType.BFloat16 && _type == DType.Float32
                ? Rounded(weight) : weight.Detach();
            _reorderWeight.Execute(
                new(Dnnl.DNNL_ARG_SRC, _plainWeight, rounded.Pointer),
                new(Dnnl.DNNL_ARG_DST, _weight, packed.Pointer));
            return packed;
        });

    private static Tensor Rounded(Tensor weight)
    {
        using Tensor halves = Elementwise.Convert(weight, DType.BFloat16);
        return Elementwise.Convert(halves, DType.Float32);
    }

    private sealed record WeightLayout(Layout Layout, DType Activations);

    /// <summary>An activation of the primitive: how tensors hold it, and how the primitive wants it.</summary>
    private sealed class Operand(Layout nhwc, Layout wanted, bool isResult)
    {
        private readonly Primitive? _reorder = wanted.Equals(nhwc) ? null : isResult
            ? Reorder(wanted, nhwc) : Reorder(nhwc, wanted);

        public Layout Wanted { get; } = wanted;

        public Bound In(Tensor tensor, DType type)
        {
            Tensor? scratch = tensor.DType == type ? null : Elementwise.Convert(tensor, type);
            if (_reorder is not null)
            {
                Tensor reordered = new(new Storage(Wanted.Bytes), tensor.Shape, type);
                _reorder.Execute(
                    new(Dnnl.DNNL_ARG_SRC, nhwc, (scratch ?? tensor).Pointer),
                    new(Dnnl.DNNL_ARG_DST, Wanted, reordered.Pointer));
                scratch?.Dispose();
                scratch = reordered;
            }

            return new(scratch, tensor, null);
        }

        public Bound Out(Tensor tensor, DType type)
        {
            if (_reorder is null && tensor.DType == type)
            {
                return new(null, tensor, null);
            }

            Tensor scratch = new(new Storage(Wanted.Bytes), tensor.Shape, type);
            return new(scratch, tensor, () =>
            {
                if (_reorder is null)
                {
                    Elementwise.Convert(scratch, tensor);
                    return;
                }

                using Tensor plain = tensor.DType == type ? tensor.Detach() : new Tensor(tensor.Shape, type);
                _reorder.Execute(
                    new(Dnnl.DNNL_ARG_SRC, Wanted, scratch.Pointer),
                    new(Dnnl.DNNL_ARG_DST, nhwc, plain.Pointer));
                if (tensor.DType != type)
                {
                    Elementwise.Convert(plain, tensor);
                }
            });
        }
    }

    /// <summary>A tensor as the primitive sees it, for the time of one execution.</summary>
    private readonly struct Bound(Tensor? scratch, Tensor tensor, Action? deliver) : IDisposable
    {
        public void* Data => (scratch ?? tensor).Pointer;

        public void Deliver() => deliver?.Invoke();

        public void Dispose() => scratch?.Dispose();
    }
}
