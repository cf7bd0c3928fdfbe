using Mien.Networks.Lpips;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Tests;

namespace Mien.Networks.Tests.Lpips;

/// <summary>LPIPS on a narrow VGG16 against numbers of an independent implementation in float64.</summary>
public sealed class LpipsGoldenTests : IDisposable
{
    private static readonly Golden _golden = new("lpips-narrow");

    private readonly Vgg16 _vgg;
    private readonly LpipsDistance _lpips;

    public LpipsGoldenTests()
    {
        Dictionary<string, Tensor> weights = _golden.Weights();
        _vgg = new(new() { Widths = [8, 16, 32, 64, 64] }, weights);
        _lpips = new(_vgg, weights);
    }

    public void Dispose()
    {
        _lpips.Dispose();
        _vgg.Dispose();
    }

    [Fact]
    public void Distance_BetweenTwoBatches_MatchesTheGoldenWithBothGradients()
    {
        using Tape tape = new();
        using Tensor a = _golden.LoadImages("input/a"), b = _golden.LoadImages("input/b");
        tape.Watch(a);
        tape.Watch(b);
        Tensor distance = _lpips.Distance(a, b);
        tape.Backward(distance.Sum());
        _golden.Check("expected/distance", distance.ToArray());
        _golden.CheckImages("expected/grad_a", tape.Gradient(a)!);
        _golden.CheckImages("expected/grad_b", tape.Gradient(b)!);
    }

    [Fact]
    public void Distance_OfAnImageFromItself_IsZero()
    {
        using Tape tape = new();
        using Tensor a = _golden.LoadImages("input/a");
        _lpips.Distance(a, a).ToArray().ShouldBe([0, 0]);
    }

    [Fact]
    public void Distance_InBFloat16_IsWithinTwoPercent()
    {
        using Tape tape = new();
        using Tensor a = _golden.LoadImages("input/a"), b = _golden.LoadImages("input/b");
        float[] expected = _golden.Values("expected/distance"),
            actual = _lpips.Distance(a, b, Precision.BFloat16).ToArray();
        actual[0].ShouldBe(expected[0], 0.02 * expected[0]);
        actual[1].ShouldBe(expected[1], 0.02 * expected[1]);
    }
}
