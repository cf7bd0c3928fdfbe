using Mien.Tensors.Ops;

namespace Mien.Tensors.Tests.Ops;

/// <summary>Every case of the golden operations: the result, and the gradient of every input.</summary>
public sealed class GoldenOpsTests
{
    private static readonly Golden _golden = new("ops");

    public static TheoryData<string> Cases
        => [.. _golden.Config.EnumerateObject().Select(p => p.Name)
            .Where(name => !name.StartsWith("sg1", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Op_OnGoldenInput_GivesResultAndAllGradients(string name)
    {
        using Tape tape = new();
        Dictionary<string, Tensor> inputs = [];
        Tensor Get(string input)
        {
            string key = $"input/{name}/{input}";
            Tensor tensor = _golden.Shape(key).Length == 4 && input == "x"
                ? _golden.LoadImages(key) : _golden.Load(key);
            tape.Watch(tensor);
            inputs[input] = tensor;
            return tensor;
        }

        Tensor y = Run(name, Get);
        bool image = y.Shape.Rank == 4;
        using Tensor dy = image ? _golden.LoadImages($"input/{name}/grad_y") : _golden.Load($"input/{name}/grad_y");
        tape.Backward(y, dy);

        Compare($"expected/{name}/y", y, image);
        foreach ((string input, Tensor tensor) in inputs)
        {
            Compare($"expected/{name}/grad_{input}", tape.Gradient(tensor)!, input == "x" && tensor.Shape.Rank == 4);
            tensor.Dispose();
        }
    }

    /// <summary>The two up-sampling convolutions of StyleGAN1, whose weights stand as [k, k, in, out].</summary>
    [Theory]
    [InlineData("sg1_upscale_conv", false)]
    [InlineData("sg1_upscale_conv_fused", true)]
    public void UpscaleConvolution_OnGoldenInput_GivesResultAndAllGradients(string name, bool fused)
    {
        using Tape tape = new();
        int[] s = _golden.Shape($"input/{name}/w"); // k, k, in, out
        float[] kkio = _golden.Values($"input/{name}/w");
        float gain = MathF.Sqrt(2f / (9 * s[2]));
        int size = fused ? 4 : 3;

        // Each element of the 3×3 kernel goes to one place of the convolution, or to four of the transposed one.
        List<(int From, int To)> places = [];
        for (int i = 0; i < kkio.Length; i++)
        {
            int output = i % s[3], input = i / s[3] % s[2], column = i / s[3] / s[2] % 3, row = i / s[3] / s[2] / 3;
            for (int shift = 0; shift < (fused ? 4 : 1); shift++)
            {
                int matrix = fused ? (input * s[3]) + output : (output * s[2]) + input;
                places.Add((i, (((matrix * size) + row + (shift / 2)) * size) + column + (shift % 2)));
            }
        }

        float[] weights = new float[s[2] * s[3] * size * size];
        places.ForEach(place => weights[place.To] += gain * kkio[place.From]);
        using Tensor w = Tensor.From(weights, fused ? [s[2], s[3], size, size] : [s[3], s[2], size, size]);
        using Tensor x = _golden.LoadImages($"input/{name}/x"), dy = _golden.LoadImages($"input/{name}/grad_y");
        tape.Watch(x);
        tape.Watch(w);
        Tensor y = fused ? x.ConvTranspose2d(w, padding: 1) : x.NearestUp2().Conv2d(w);
        tape.Backward(y, dy);

        _golden.CheckImages($"expected/{name}/y", y);
        _golden.CheckImages($"expected/{name}/grad_x", tape.Gradient(x)!);
        float[] dw = tape.Gradient(w)!.ToArray(), gradient = new float[kkio.Length];
        places.ForEach(place => gradient[place.From] += gain * dw[place.To]);
        _golden.Check($"expected/{name}/grad_w", gradient);
    }

    private static void Compare(string key, Tensor actual, bool image)
    {
        if (image)
        {
            _golden.CheckImages(key, actual);
        }
        else
        {
            _golden.Check(key, actual.ToArray());
        }
    }

    private static Tensor Run(string name, Func<string, Tensor> get) => name switch
    {
        "conv3x3_pad1" or "conv1x1" => get("x").Conv2d(get("w"), get("b")),
        "conv3x3_stride2_pad1" => get("x").Conv2d(get("w"), stride: 2),
        "conv_transpose3x3_stride2" => get("x").ConvTranspose2d(get("w")),
        "conv_transpose4x4_stride2_pad1" => get("x").ConvTranspose2d(get("w"), padding: 1),
        "dense" => get("x").Dense(get("w"), get("b")),
        "modulated_conv3x3" => Modulated(get("x"), get("w"), get("style")),
        "modulated_conv3x3_up" => ModulatedUp(get("x"), get("w"), get("style")),
        "modulated_conv1x1_nodemod" => get("x").ScaleChannels(get("style")).Conv2d(get("w")),
        "fir_up2" => get("x").Fir([1, 3, 3, 1], up: 2, before: 2, after: 1, gain: 4),
        "fir_down2" => get("x").Fir([1, 3, 3, 1], down: 2, before: 1, after: 1),
        "fir_pad1_gain4" => get("x").Fir([1, 3, 3, 1], before: 1, after: 1, gain: 4),
        "fir_general" => get("x").UpFirDown(get("f"), up: 2, padding: new(2, 1, 3, -1), gain: 1.7f),
        "fir_up2_down3" => get("x").UpFirDown(get("f"), up: 2, down: 3, padding: new(1, 2, 2, 1)),
        "blur121" => get("x").Fir([1, 2, 1], before: 1, after: 1),
        "nearest_up2" => get("x").NearestUp2(),
        "bilinear_64_32" or "bilinear_48_32" or "bilinear_20_32" => get("x").Resize(32, 32, Interpolation.Bilinear),
        "bilinear_antialias_64_32" or "bilinear_antialias_48_32"
            => get("x").Resize(32, 32, Interpolation.BilinearAntialias),
        "area_64_32" or "area_48_32" => get("x").Resize(32, 32, Interpolation.Area),
        "adaptive_average_48_32" => get("x").Resize(32, 32, Interpolation.AdaptiveAverage),
        "noise_scalar" or "noise_per_channel" => get("x").Style(noise: get("noise"), strength: get("strength")),
        "leaky_relu" => get("x").LeakyRelu(),
        "bias_leaky_relu_gain" => get("x").Style(shift: get("b"), slope: 0.2f, gain: MathF.Sqrt(2)),
        "relu" => get("x").Relu(),
        "max_pool2" or "max_pool2_odd" => get("x").MaxPool2(),
        "instance_norm" => get("x").InstanceNorm(),
        "style_mod" => StyleMod(get("x"), get("s")),
        "adain" => StyleMod(get("x").InstanceNorm(), get("s")),
        "rms_normalise" => get("x").PixelNorm(),
        "unit_normalise_channels" => get("x").UnitNorm(),
        "gram" => get("x").Gram(),
        "lerp" => Lerp(get("a"), get("b")),
        _ => throw new ArgumentException($"no operation is known for the case {name}"),
    };

    private static Tensor Modulated(Tensor x, Tensor w, Tensor style)
    {
        Tensor demodulation = style.Square().Dense(w.KernelEnergy()).Rsqrt();
        return x.ScaleChannels(style).Conv2d(w).ScaleChannels(demodulation);
    }

    // The weight [O, I, K, K] as a transposed convolution's [I, O, K, K] is set up by hand: its gradient comes back the
    // same way.
    private static Tensor ModulatedUp(Tensor x, Tensor w, Tensor style)
    {
        (int o, int i) = (w.Shape[0], w.Shape[1]);
        Tensor[] columns = [.. Enumerable.Range(0, i).Select(c => w.Slice(1, c, 1).Reshape([1, o, 3, 3]))];
        Tensor demodulation = style.Square().Dense(w.KernelEnergy()).Rsqrt();
        return x.ScaleChannels(style).ConvTranspose2d(columns.Concat(0)).Fir([1, 3, 3, 1], before: 1, after: 1, gain: 4)
            .ScaleChannels(demodulation);
    }

    private static Tensor StyleMod(Tensor x, Tensor s)
    {
        int c = s.Shape[1] / 2;
        return x.Style(s.Slice(1, 0, c).Plus(1), s.Slice(1, c, c));
    }

    // lerp(a, b, t) with a broadcast: a + t (b − a) = b + (1 − t)(a − b)
    private static Tensor Lerp(Tensor a, Tensor b) => b.Lerp(a, 0.3f);
}
