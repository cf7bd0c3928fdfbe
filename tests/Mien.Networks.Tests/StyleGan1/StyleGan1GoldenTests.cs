using Mien.Checkpoints;
using Mien.Networks.Import;
using Mien.Networks.StyleGan1;
using Mien.Networks.Tests.Import;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Tests;

namespace Mien.Networks.Tests.StyleGan1;

/// <summary>A small StyleGAN2 against numbers of an independent implementation in float64.</summary>
public sealed class StyleGan1GoldenTests : IDisposable
{
    private static readonly Golden _golden = new("stylegan1-tiny");

    private const int Layers = 12;

    private readonly StyleGan1Generator _generator = Tiny();

    public void Dispose() => _generator.Dispose();

    [Theory]
    [InlineData("psi1", 1f, 12)]
    [InlineData("psi07_cutoff8", 0.7f, 8)]
    [InlineData("psi07_all", 0.7f, 12)]
    public void Map_OnGoldenLatents_GivesStylesAndGradient(string name, float psi, int cutoff)
    {
        using Tape tape = new();
        using Tensor z = _golden.Load("input/z"), r = _golden.Load("input/r_dlatents");
        tape.Watch(z);
        Tensor ws = _generator.Map(z, psi: psi, cutoff: cutoff);
        tape.Backward(ws, r);
        _golden.Check($"expected/dlatents_{name}", ws.ToArray());
        _golden.Check($"expected/grad_z_{name}", tape.Gradient(z)!.ToArray());
    }

    [Theory]
    [InlineData("const")]
    [InlineData("none")]
    public void Synthesize_OnGoldenStyles_GivesImageLossAndGradient(string noise)
    {
        SynthesisOptions options = new() { Noise = noise == "none" ? Noise.None : Noise.Constant };
        using Tensor exact = _golden.Load("input/dlatents"), r = _golden.LoadImages("input/r");
        using (Tape tape = new())
        {
            Tensor image = _generator.Synthesize(exact, options), loss = image.Times(r).Sum();
            _golden.CheckImages($"expected/image_{noise}", image);

            // 98,304 terms that cancel: the relative error of the sum, not of its terms.
            float expected = _golden.Values($"expected/loss_{noise}")[0];
            loss.Item.ShouldBe(expected, 1e-4 * Math.Abs(expected));
        }

        _golden.CheckOnOneSideOfKinks(move =>
        {
            using Tensor ws = Tensor.From([.. exact.ToArray().Select(move)], exact.Shape);
            using Tape tape = new();
            tape.Watch(ws);
            tape.Backward(_generator.Synthesize(ws, options), r);
            return [($"expected/grad_dlatents_{noise}", tape.Gradient(ws)!.ToArray())];
        });
    }

    [Fact]
    public void Synthesize_LayerByLayer_MatchesEveryTrace()
    {
        using Tape tape = new();
        using Tensor all = _golden.Load("input/dlatents");
        Tensor ws = all.Slice(0, 0, 1);
        List<string> seen = [];
        _generator.Synthesize(ws, new()
        {
            Trace = (name, output) =>
            {
                string key = $"expected/trace_item0/{OtherNames.TensorFlowName(name, Layers).Name}";
                if (_golden.Has(key)) // up to 32 px
                {
                    _golden.CheckImages(key, output);
                    seen.Add(name);
                }
            },
        });
        seen.Count.ShouldBe(_golden.Names.Count(n => n.StartsWith("expected/trace_item0/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Synthesize_WithEverythingWatched_GivesTheGradientOfEveryWeightAndNoiseMap()
    {
        using Tensor exact = _golden.Load("input/dlatents"), r = _golden.LoadImages("input/r");
        _golden.Names.Count(n => n.StartsWith("expected/grad_weights/", StringComparison.Ordinal))
            .ShouldBe(_generator.Parameters.Count(p => p.Key.StartsWith("synthesis.", StringComparison.Ordinal)));
        _golden.CheckOnOneSideOfKinks(move =>
        {
            using Tensor ws = Tensor.From([.. exact.ToArray().Select(move)], exact.Shape);
            using Tape tape = new();
            foreach (Tensor tensor in _generator.Parameters.Values.Concat(_generator.Buffers.Values))
            {
                tape.Watch(tensor);
            }

            tape.Backward(_generator.Synthesize(ws), r);
            return [.. Gradients("expected/grad_weights/", _generator.Parameters), .. Gradients(
                "expected/grad_noise/", _generator.Buffers)];

            IEnumerable<(string, float[])> Gradients(string prefix, IReadOnlyDictionary<string, Tensor> tensors)
            {
                IEnumerable<CheckpointTensor> gradients = tensors.Select(t => tape.Gradient(t.Value)?.ToStored(t.Key))
                    .OfType<CheckpointTensor>();
                Dictionary<string, CheckpointTensor> named = OtherNames.TensorFlowStyleGan1(gradients, Layers)
                    .ToDictionary(t => t.Name);
                return _golden.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(n => (n, named[n[prefix.Length..]].ToArray()));
            }
        });
    }

    [Fact]
    public void Synthesize_InBFloat16_StaysWithin40DecibelsOfFloat32()
    {
        using Tape tape = new();
        using Tensor ws = _golden.Load("input/dlatents"), expected = _golden.LoadImages("expected/image_const");
        Tensor image = _generator.Synthesize(ws, new() { Precision = Precision.BFloat16 });
        image.DType.ShouldBe(DType.Float32);
        Quality.Psnr(image, expected).ShouldBeGreaterThanOrEqualTo(40);
    }

    internal static StyleGan1Generator Tiny()
    {
        using Checkpoint file = Checkpoint.Open(
            Path.Combine(AppContext.BaseDirectory, "Golden", "stylegan1-tiny.safetensors"));
        return (StyleGan1Generator)NetworkImport.Generator(file).Build();
    }
}
