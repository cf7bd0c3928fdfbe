using System.Text.Json;
using Mien.Networks.StyleGan3;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Tests;

namespace Mien.Networks.Tests.StyleGan3;

/// <summary>
/// Small StyleGAN3s, configurations T and R, against numbers of an independent implementation in float64.
/// </summary>
public sealed class StyleGan3GoldenTests
{
    private static readonly Dictionary<string, Golden> _golden = new()
    {
        ["t"] = new("stylegan3-t-tiny"),
        ["r"] = new("stylegan3-r-tiny"),
    };

    [Theory]
    [InlineData("t", "psi1", 1f, null)]
    [InlineData("t", "psi07", 0.7f, null)]
    [InlineData("t", "psi07_cutoff4", 0.7f, 4)]
    [InlineData("r", "psi1", 1f, null)]
    [InlineData("r", "psi07", 0.7f, null)]
    [InlineData("r", "psi07_cutoff4", 0.7f, 4)]
    public void Map_OnGoldenLatents_GivesStylesAndGradient(string kind, string name, float psi, int? cutoff)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = Tiny(golden);
        using Tape tape = new();
        using Tensor z = golden.Load("input/z"), r = golden.Load("input/r_ws");
        tape.Watch(z);
        Tensor ws = generator.Map(z, psi: psi, cutoff: cutoff);
        tape.Backward(ws, r);
        golden.Check($"expected/ws_{name}", ws.ToArray());
        golden.Check($"expected/grad_z_{name}", tape.Gradient(z)!.ToArray());
    }

    [Fact]
    public void Map_WithLabels_GivesStylesAndGradients()
    {
        Golden golden = _golden["t"];
        JsonElement labelled = golden.Config.GetProperty("labelled"), settings = labelled.GetProperty("settings");
        Dictionary<string, Tensor> weights = golden.Weights();
        foreach (string name in weights.Keys.Where(name => name.StartsWith("labelled/", StringComparison.Ordinal))
            .ToArray())
        {
            weights[name["labelled/".Length..]] = weights[name];
        }

        StyleGan3Architecture sizes = Sizes(golden) with
        {
            LabelDim = settings.GetProperty("c_dim").GetInt32(),
            MappingLayers = settings.GetProperty("mapping_layers").GetInt32(),
        };
        using StyleGan3Generator generator = new(sizes, weights);
        using Tape tape = new();
        using Tensor z = golden.Load("input/z"), c = golden.Load("input/c"), r = golden.Load("input/r_ws");
        tape.Watch(z);
        tape.Watch(c);
        Tensor ws = generator.Map(z, c, labelled.GetProperty("psi").GetSingle());
        tape.Backward(ws, r);
        golden.Check("expected/ws_labelled", ws.ToArray());
        golden.Check("expected/grad_z_labelled", tape.Gradient(z)!.ToArray());
        golden.Check("expected/grad_c_labelled", tape.Gradient(c)!.ToArray());
    }

    [Theory]
    [InlineData("t")]
    [InlineData("r")]
    public void Synthesize_OnGoldenStyles_GivesImageLossAndGradient(string kind)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = Tiny(golden);
        (Tensor image, _) = CheckSynthesis(golden, generator, "");
        using Tensor r = golden.LoadImages("input/r");
        using Tape tape = new();
        golden.Check("expected/loss", [image.Times(r).Sum().Item]);
        image.Dispose();
    }

    [Theory]
    [InlineData("t", "rotated")]
    [InlineData("t", "general")]
    [InlineData("r", "rotated")]
    [InlineData("r", "general")]
    public void Synthesize_WithATransformOfTheInput_GivesImageAndGradient(string kind, string transform)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = Tiny(golden);
        golden.Values($"input/transform_{transform}").CopyTo(
            generator.Buffers["synthesis.input.transform"].WritableSpan);
        CheckSynthesis(golden, generator, $"_{transform}").Image.Dispose();
    }

    /// <summary>The golden transform is the inverse of a turn by 20° and a shift, as its note says.</summary>
    [Theory]
    [InlineData("t", 20, 0.1f, -0.05f)]
    public void Synthesize_WithAPlacement_MovesThePicture(string kind, float rotation, float right, float down)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = Tiny(golden);
        CheckSynthesis(golden, generator, "_rotated", new(rotation, right, down)).Image.Dispose();
    }

    [Theory]
    [InlineData("t")]
    [InlineData("r")]
    public void Synthesize_WithAClamp_GivesImageAndGradient(string kind)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = new(Sizes(golden) with { ConvClamp = 2 }, golden.Weights());
        CheckSynthesis(golden, generator, "_clamp2").Image.Dispose();
    }

    [Theory]
    [InlineData("t")]
    [InlineData("r")]
    public void Synthesize_LayerByLayer_MatchesEveryTrace(string kind)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = Tiny(golden);
        using Tape tape = new();
        using Tensor all = golden.Load("input/ws");
        List<string> seen = [];
        generator.Synthesize(all.Slice(0, 0, 1), new()
        {
            Trace = (name, output) =>
            {
                golden.CheckImages($"expected/trace_item0/{name}", output);
                seen.Add(name);
            },
        });
        seen.Count.ShouldBe(golden.Names.Count(n => n.StartsWith("expected/trace_item0/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("t")]
    [InlineData("r")]
    public void Synthesize_WithEverythingWatched_GivesTheGradientOfEveryWeight(string kind)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = Tiny(golden);
        string[] names = [.. golden.Names.Where(n => n.StartsWith("expected/grad_weights/", StringComparison.Ordinal))];
        golden.CheckOnOneSideOfKinks(moved =>
        {
            using Tape tape = new();
            using Tensor ws = Tensor.From(
                [.. golden.Values("input/ws").Select(moved)], Shape.Of(golden.Shape("input/ws"))),
                    r = golden.LoadImages("input/r");
            foreach (Tensor parameter in generator.Parameters.Values)
            {
                tape.Watch(parameter);
            }

            tape.Backward(generator.Synthesize(ws), r);
            return [.. names.Select(
                name => (name, tape.Gradient(
                    generator.Parameters[name["expected/grad_weights/".Length..]])!.ToArray()))];
        });
        names.Length.ShouldBe(
            generator.Parameters.Count(p => p.Key.StartsWith("synthesis.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("t")]
    [InlineData("r")]
    public void MapAndSynthesize_Together_GiveTheGradientOfTheLatent(string kind)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = Tiny(golden);
        golden.CheckOnOneSideOfKinks(moved =>
        {
            using Tape tape = new();
            using Tensor z = Tensor.From(
                [.. golden.Values("input/z").Select(moved)], Shape.Of(golden.Shape("input/z"))),
                    r = golden.LoadImages("input/r");
            tape.Watch(z);
            tape.Backward(generator.Synthesize(generator.Map(z, psi: 0.7f)), r);
            return [("expected/grad_z_image_psi07", tape.Gradient(z)!.ToArray())];
        });
    }

    [Theory]
    [InlineData("t")]
    [InlineData("r")]
    public void Synthesize_InBFloat16_StaysWithin40DecibelsOfFloat32(string kind)
    {
        Golden golden = _golden[kind];
        using StyleGan3Generator generator = Tiny(golden);
        using Tape tape = new();
        using Tensor ws = golden.Load("input/ws"), expected = golden.LoadImages("expected/image");
        Tensor image = generator.Synthesize(ws, new() { Precision = Precision.BFloat16 });
        image.DType.ShouldBe(DType.Float32);
        Quality.Psnr(image, expected).ShouldBeGreaterThanOrEqualTo(40);
    }

    [Fact]
    public void Schedule_OfThePublishedSizes_IsTheGoldenOne()
    {
        foreach (JsonProperty network in _golden.Values.SelectMany(
            golden => golden.Config.GetProperty("full_size").EnumerateObject()))
        {
            int resolution = network.Value.GetProperty("settings").GetProperty("resolution").GetInt32();
            StyleGan3Schedule schedule = network.Name.StartsWith('t')
                ? StyleGan3Schedule.T(resolution) : StyleGan3Schedule.R(resolution);
            schedule.Layers.ShouldBe([.. Layers(network.Value)]);
            int size = 36;
            foreach ((StyleGan3Layer layer, JsonElement golden) in schedule.Layers.Zip(
                network.Value.GetProperty("layers").EnumerateArray()))
            {
                layer.Padding(size).ShouldBe(
                    (golden.GetProperty("pad_before").GetInt32(), golden.GetProperty("pad_after").GetInt32()),
                    network.Name);
                size = layer.Size;
            }
        }
    }

    [Theory]
    [InlineData("t")]
    [InlineData("r")]
    public void Schedule_For1024Pixels_DesignsTheGoldenFilters(string kind)
    {
        StyleGan3Schedule schedule = kind == "t" ? StyleGan3Schedule.T(1024) : StyleGan3Schedule.R(1024);
        string start = $"expected/filters/{kind}-1024/";
        string[] names = [.. _golden[kind].Names.Where(name => name.StartsWith(start, StringComparison.Ordinal))];
        foreach (string name in names)
        {
            int layer = int.Parse(
                name[(start.Length + 1)..name.IndexOf('_')], System.Globalization.CultureInfo.InvariantCulture);
            float[] filter = name.EndsWith("up_filter", StringComparison.Ordinal)
                ? schedule.UpFilter(layer) : schedule.DownFilter(layer);
            filter.ShouldBe(_golden[kind].Values(name), 1e-7, name);
        }

        names.ShouldNotBeEmpty();
    }

    [Fact]
    public void Initialization_OfConfigurationR_MakesANetworkThatPaints()
    {
        StyleGan3Architecture sizes = new()
        {
            Resolution = 32,
            ZDim = 8,
            WDim = 8,
            Synthesis = [.. StyleGan3Schedule.R(32).Layers.Select(l => l with { Channels = Math.Min(l.Channels, 3) })],
            InputChannels = 4,
        };
        using StyleGan3Generator generator = new(
            sizes, StyleGan3Initialization.Weights(sizes, StyleGan3Schedule.R(32), 1));
        using StyleGan3Generator copy = generator.Clone();
        using Tape tape = new();
        using Tensor z = Tensor.Normal([1, 8], 2);
        float[] image = generator.Synthesize(generator.Map(z)).ToArray();
        image.ShouldAllBe(v => float.IsFinite(v));
        image.Max().ShouldBeGreaterThan(image.Min());
        copy.Synthesize(copy.Map(z)).ToArray().ShouldBe(image);
    }

    // Image and gradient of the style vectors; golden images may be of the first item alone.
    private static (Tensor Image, float[] Gradient) CheckSynthesis(
        Golden golden, StyleGan3Generator generator, string suffix, Placement? placement = null)
    {
        Tensor? kept = null;
        float[] gradient = [];
        golden.CheckOnOneSideOfKinks(moved =>
        {
            using Tape tape = new();
            using Tensor ws = Tensor.From(
                [.. golden.Values("input/ws").Select(moved)], Shape.Of(golden.Shape("input/ws"))),
                    r = golden.LoadImages("input/r");
            tape.Watch(ws);
            Tensor image = generator.Synthesize(ws, new() { Placement = placement });
            tape.Backward(image, r);
            gradient = tape.Gradient(ws)!.ToArray();
            kept ??= image.Clone();
            return [($"expected/grad_ws{suffix}", gradient)];
        });
        using Tape after = new();
        using Tensor seen = kept!.Slice(0, 0, golden.Shape($"expected/image{suffix}")[0]);
        golden.CheckImages($"expected/image{suffix}", seen);
        return (kept!, gradient);
    }

    internal static StyleGan3Generator Tiny(Golden golden) => new(Sizes(golden), golden.Weights());

    private static StyleGan3Architecture Sizes(Golden golden)
    {
        JsonElement settings = golden.Config.GetProperty("settings");
        int Setting(string name) => settings.GetProperty(name).GetInt32();
        return new()
        {
            Resolution = Setting("resolution"),
            ZDim = Setting("z_dim"),
            WDim = Setting("w_dim"),
            MappingLayers = Setting("mapping_layers"),
            InputChannels = golden.Shape("weights/synthesis.input.phases")[0],
            Synthesis = [.. Layers(golden.Config)],
        };
    }

    private static IEnumerable<StyleGan3Layer> Layers(JsonElement network)
    {
        foreach (JsonElement layer in network.GetProperty("layers").EnumerateArray())
        {
            int Number(string name) => layer.GetProperty(name).GetInt32();
            bool colours = layer.GetProperty("rgb").GetBoolean();
            yield return new(
                Number("out_size"), Number("out_channels"), Number("kernel"), Number("up"),
                colours ? 0 : Number("up_taps"),
                Number("down"), colours ? 0 : Number("down_taps"), layer.GetProperty("radial").GetBoolean());
        }
    }
}
