using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Networks.StyleGan1;

/// <summary>
/// A 3×3 convolution with equalised learning rate, after which the image may have twice the size. Weights are stored as
/// [O, I, 3, 3]; the gain √(2 / (9 · I)) is folded in.
/// </summary>
internal sealed class EqualizedConvolution
{
    private static readonly float[] _blur = [1, 2, 1];

    private readonly bool _up;
    private readonly bool _fused;
    private readonly PreparedWeights _weight;

    public EqualizedConvolution(Network network, string name, int inputs, int outputs, bool up, bool fused)
    {
        _up = up;
        _fused = up && fused;
        Tensor weight = network.Parameter($"{name}.weight", [outputs, inputs, 3, 3]);
        float gain = EqualizedRate.Factor(9 * inputs, MathF.Sqrt(2));
        _weight = network.Prepare(
            () => _fused ? Widened(weight.Permute(1, 0, 2, 3).Times(gain)) : weight.Times(gain), weight);
    }

    /// <summary>x [N, H, W, I] → [N, H, W, O], or [N, 2H, 2W, O].</summary>
    public Tensor Forward(Tensor x)
    {
        if (!_up)
        {
            return x.Conv2d(_weight.Value);
        }

        using Tensor doubled = Double(x); // [N, 2H, 2W, O]
        return doubled.Fir(_blur, before: 1, after: 1);
    }

    private Tensor Double(Tensor x)
    {
        if (_fused)
        {
            return x.ConvTranspose2d(_weight.Value, padding: 1);
        }

        using Tensor repeated = x.NearestUp2(); // [N, 2H, 2W, I]
        return repeated.Conv2d(_weight.Value);
    }

    // The sum of the four shifts by one pixel of [I, O, 3, 3]: [I, O, 4, 4]. With it, one transposed convolution does
    // what repeating every pixel and convolving does.
    private static Tensor Widened(Tensor w)
    {
        int inputs = w.Shape[0], outputs = w.Shape[1];
        return w.Reshape([inputs * outputs, 3, 3, 1]).Fir([1, 1], before: 1, after: 1, gain: 4)
            .Reshape([inputs, outputs, 4, 4]);
    }
}
