using System.Text.Json;
using Mien.Tensors.Ops;

namespace Mien.Tensors.Tests.Ops;

/// <summary>
/// The operations of StyleGAN3: against golden numbers, and the filtered activation against its composition.
/// </summary>
public sealed class FilteredActivationTests
{
    private static readonly Golden _golden = new("stylegan3-ops");

    public static TheoryData<string> Filtered
        => [.. _golden.Config.EnumerateObject().Select(p => p.Name)
            .Where(name => name.StartsWith("filtered_lrelu", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Filtered))]
    public void FilteredLeakyRelu_OnGoldenInput_GivesResultAndGradients(string name)
        => CheckFiltered(name, (x, f) => x.FilteredLeakyRelu(f));

    [Theory]
    [MemberData(nameof(Filtered))]
    public void FilteredLeakyReluComposed_OnGoldenInput_GivesResultAndGradients(string name)
        => CheckFiltered(name, (x, f) => x.FilteredLeakyReluComposed(f));

    /// <summary>
    /// Odd sizes, all kinds of filters, more rows than a band has, channels that fill no block, zeros around the
    /// result, both types.
    /// </summary>
    [Theory]
    [InlineData(2, 2, false, 0, 37)]
    [InlineData(4, 2, false, 1, 16)]
    [InlineData(2, 2, true, 1, 5)]
    [InlineData(4, 2, true, 0, 17)]
    [InlineData(2, 4, false, 2, 33)]
    public void FilteredLeakyRelu_AgainstTheComposition_AgreesWithItsGradient(
        int up, int down, bool radial, int border, int channels)
    {
        Random random = new(7);
        int taps = 6 * down;
        float[] Taps(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() / count)];
        ActivationFilters f = new()
        {
            UpFilter = Taps(6 * up),
            DownFilter = Taps(radial ? taps * taps : taps),
            IsRadial = radial,
            Up = up,
            Down = down,
            Before = up == 2 ? 9 : -6,
            After = up == 2 ? 8 : -9,
            Border = border,
            Clamp = 0.4f,
        };
        foreach ((DType type, double tolerance) in new[] { (DType.Float32, 1e-5), (DType.BFloat16, 2e-2) })
        {
            (float[] y, float[] dx) = Evaluate(x => x.FilteredLeakyRelu(f));
            (float[] expected, float[] gradient) = Evaluate(x => x.FilteredLeakyReluComposed(f));
            y.ShouldBe(expected, tolerance * expected.Max(Math.Abs), $"{type}");
            dx.ShouldBe(gradient, tolerance * gradient.Max(Math.Abs) * (type == DType.Float32 ? 1 : 4), $"{type}");

            (float[], float[]) Evaluate(Func<Tensor, Tensor> op)
            {
                using Tape tape = new();
                using Tensor x = Tensor.Normal([2, 41, 38, channels], 3);
                tape.Watch(x);
                Tensor y = op(x.To(type));
                using Tensor dy = Tensor.Normal(y.Shape, 4);
                tape.Backward(y.To(DType.Float32), dy);
                return (y.ToArray(), tape.Gradient(x)!.ToArray());
            }
        }
    }

    [Fact]
    public void FilteredLeakyRelu_WithoutATapeThatWatches_GivesTheSame()
    {
        ActivationFilters f = new()
        {
            UpFilter = [.. Enumerable.Repeat(1f / 12, 12)],
            DownFilter = [.. Enumerable.Repeat(1f / 12, 12)],
            Before = 9,
            After = 8,
        };
        using Tensor x = Tensor.Normal([1, 20, 20, 8], 3);
        using Tape watching = new();
        watching.Watch(x);
        float[] expected = x.FilteredLeakyRelu(f).ToArray();
        using Tensor other = x.Clone();
        other.FilteredLeakyRelu(f).ToArray().ShouldBe(expected);
    }

    [Fact]
    public void FilteredLeakyRelu_OfAnImageThatIsTooSmall_SaysSo()
    {
        using Tape tape = new();
        using Tensor x = Tensor.Zeros([1, 4, 4, 3]);
        ActivationFilters f = new() { UpFilter = new float[12], DownFilter = new float[12] };
        Should.Throw<ArgumentException>(() => x.FilteredLeakyRelu(f)).Message.ShouldContain("[1, 4, 4, 3]");
    }

    [Fact]
    public void BiasAndClamp_OnGoldenInput_GivesResultAndGradients()
    {
        using Tape tape = new();
        using Tensor x = _golden.LoadImages("input/bias_clamp/x"), b = _golden.Load("input/bias_clamp/b"),
            dy = _golden.LoadImages("input/bias_clamp/grad_y");
        tape.Watch(x);
        tape.Watch(b);
        Tensor y = x.Style(shift: b, clamp: 1.5f);
        tape.Backward(y, dy);
        _golden.CheckImages("expected/bias_clamp/y", y);
        _golden.CheckImages("expected/bias_clamp/grad_x", tape.Gradient(x)!);
        _golden.Check("expected/bias_clamp/grad_b", tape.Gradient(b)!.ToArray());
    }

    [Theory]
    [InlineData("fourier_features")]
    [InlineData("fourier_features_zoomed_out")]
    public void Waves_OnGoldenInput_GivesResultAndAllGradients(string name)
    {
        using Tape tape = new();
        Dictionary<string, Tensor> inputs = new[] { "w", "transform", "freqs", "phases", "weight", "affine.weight",
            "affine.bias" }
            .ToDictionary(input => input, input => _golden.Load($"input/{name}/{input}"));
        foreach (Tensor input in inputs.Values)
        {
            tape.Watch(input);
        }

        using Tensor dy = _golden.LoadImages($"input/{name}/grad_y");
        Tensor y = Features(inputs);
        tape.Backward(y, dy);
        _golden.CheckImages($"expected/{name}/y", y);
        foreach ((string input, Tensor tensor) in inputs)
        {
            _golden.Check($"expected/{name}/grad_{input}", tape.Gradient(tensor)!.ToArray());
            tensor.Dispose();
        }
    }

    // The input of StyleGAN3 from single operations: turn, shift, waves, mixing.
    private static Tensor Features(Dictionary<string, Tensor> given)
    {
        // [N, 4]
        Tensor w = given["w"],
            t = w.Dense(given["affine.weight"].Times(1 / MathF.Sqrt(w.Shape[1])), given["affine.bias"]);
        int n = w.Shape[0], channels = given["phases"].Shape[0];
        Tensor Column(int i) => t.Slice(1, i, 1);
        Tensor scale = Column(0).Square().Plus(Column(1).Square()).Rsqrt(0);
        Tensor c = Column(0).Times(scale), s = Column(1).Times(scale), x = Column(2).Times(scale),
            y = Column(3).Times(scale);
        Tensor turned = new[] { c, s.Times(-1), s.Times(y).Minus(c.Times(x)), s, c, s.Times(x).Plus(c.Times(y))
            .Times(-1) }.Concat(1).Reshape([2 * n, 3]);
        Tensor m = turned.Dense(given["transform"].Permute(1, 0)).Reshape([n, 2, 3]).Permute(0, 2, 1)
            .Reshape([3 * n, 2]);
        Tensor parts = m.Dense(given["freqs"]).Reshape([n, 3, channels]);
        Tensor phases = parts.Slice(1, 2, 1).Plus(given["phases"].Reshape([1, channels]));
        Tensor waves = new[] { parts.Slice(1, 0, 2), phases }.Concat(1);
        return waves.Waves(22, 16, 2).Conv2d(
            given["weight"].Times(1 / MathF.Sqrt(channels)).Reshape([channels, channels, 1, 1]));
    }

    private static void CheckFiltered(string name, Func<Tensor, ActivationFilters, Tensor> op)
    {
        JsonElement config = _golden.Config.GetProperty(name);
        int[] down = _golden.Shape($"input/{name}/down_filter");
        ActivationFilters f = new()
        {
            UpFilter = _golden.Values($"input/{name}/up_filter"),
            DownFilter = _golden.Values($"input/{name}/down_filter"),
            IsRadial = down.Length == 2,
            Up = config.GetProperty("up").GetInt32(),
            Down = config.GetProperty("down").GetInt32(),
            Before = config.GetProperty("pad")[0].GetInt32(),
            After = config.GetProperty("pad")[1].GetInt32(),
            Clamp = config.GetProperty("clamp") is { ValueKind: JsonValueKind.Number } clamp
                ? clamp.GetSingle() : float.PositiveInfinity,
        };
        using Tensor x = _golden.LoadImages($"input/{name}/x"), b = _golden.Load($"input/{name}/b"),
            dy = _golden.LoadImages($"input/{name}/grad_y");
        using Tape tape = new();
        tape.Watch(x);
        tape.Watch(b);
        Tensor y = op(x.AddBias(b), f);
        tape.Backward(y, dy);
        _golden.CheckImages($"expected/{name}/y", y);
        _golden.CheckImages($"expected/{name}/grad_x", tape.Gradient(x)!);
        _golden.Check($"expected/{name}/grad_b", tape.Gradient(b)!.ToArray());
    }
}
