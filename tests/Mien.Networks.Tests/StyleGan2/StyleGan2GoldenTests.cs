using Mien.Networks.StyleGan2;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Tests;

namespace Mien.Networks.Tests.StyleGan2;

/// <summary>A small StyleGAN2 against numbers of an independent implementation in float64.</summary>
public sealed class StyleGan2GoldenTests : IDisposable
{
    private static readonly Golden _golden = new("stylegan2-tiny");

    private readonly StyleGan2Generator _generator = Tiny();

    public void Dispose() => _generator.Dispose();

    [Theory]
    [InlineData("psi1", 1f, null)]
    [InlineData("psi07", 0.7f, null)]
    [InlineData("psi07_cutoff3", 0.7f, 3)]
    public void Map_OnGoldenLatents_GivesStylesAndGradient(string name, float psi, int? cutoff)
    {
        using Tape tape = new();
        using Tensor z = _golden.Load("input/z"), r = _golden.Load("input/r_ws");
        tape.Watch(z);
        Tensor ws = _generator.Map(z, psi: psi, cutoff: cutoff);
        tape.Backward(ws, r);
        _golden.Check($"expected/ws_{name}", ws.ToArray());
        _golden.Check($"expected/grad_z_{name}", tape.Gradient(z)!.ToArray());
    }

    [Theory]
    [InlineData("const")]
    [InlineData("none")]
    public void Synthesize_OnGoldenStyles_GivesImageLossAndGradient(string noise)
    {
        using Tape tape = new();
        using Tensor ws = _golden.Load("input/ws"), r = _golden.LoadImages("input/r");
        tape.Watch(ws);
        Tensor image = _generator.Synthesize(ws, new() { Noise = noise == "none" ? Noise.None : Noise.Constant });
        Tensor loss = image.Times(r).Sum();
        tape.Backward(loss);
        _golden.CheckImages($"expected/image_{noise}", image);
        _golden.Check($"expected/loss_{noise}", [loss.Item]);
        _golden.Check($"expected/grad_ws_{noise}", tape.Gradient(ws)!.ToArray());
    }

    [Fact]
    public void Synthesize_LayerByLayer_MatchesEveryTrace()
    {
        using Tape tape = new();
        using Tensor all = _golden.Load("input/ws");
        Tensor ws = all.Slice(0, 0, 1);
        List<string> seen = [];
        _generator.Synthesize(ws, new()
        {
            Trace = (name, output) =>
            {
                _golden.CheckImages($"expected/trace_item0/{name}", output);
                seen.Add(name);
            },
        });
        seen.Count.ShouldBe(_golden.Names.Count(n => n.StartsWith("expected/trace_item0/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Synthesize_WithEverythingWatched_GivesTheGradientOfEveryWeightAndNoiseMap()
    {
        using Tape tape = new();
        using Tensor ws = _golden.Load("input/ws"), r = _golden.LoadImages("input/r");
        foreach (Tensor tensor in _generator.Parameters.Values.Concat(_generator.Buffers.Values))
        {
            tape.Watch(tensor);
        }

        tape.Backward(_generator.Synthesize(ws), r);
        int compared = 0;
        foreach (string name in _golden.Names.Where(
            n => n.StartsWith("expected/grad_weights/", StringComparison.Ordinal)))
        {
            _golden.Check(
                name, tape.Gradient(_generator.Parameters[name["expected/grad_weights/".Length..]])!.ToArray());
            compared++;
        }

        foreach (string name in _golden.Names.Where(
            n => n.StartsWith("expected/grad_noise/", StringComparison.Ordinal)))
        {
            _golden.Check(name, tape.Gradient(_generator.Buffers[name["expected/grad_noise/".Length..]])!.ToArray());
        }

        compared.ShouldBe(_generator.Parameters.Count(p => p.Key.StartsWith("synthesis.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Synthesize_InBFloat16_StaysWithin40DecibelsOfFloat32()
    {
        using Tape tape = new();
        using Tensor ws = _golden.Load("input/ws"), expected = _golden.LoadImages("expected/image_const");
        IReadOnlyList<Tensor> images = _generator.SynthesizeAll(ws, new() { Precision = Precision.BFloat16 });
        images.ShouldAllBe(image => image.DType == DType.Float32);
        Quality.Psnr(images[^1], expected).ShouldBeGreaterThanOrEqualTo(40);
    }

    internal static StyleGan2Generator Tiny()
        => new(new() { Resolution = 32, ZDim = 32, WDim = 32, Channels = [24, 24, 16, 8] }, _golden.Weights());
}
