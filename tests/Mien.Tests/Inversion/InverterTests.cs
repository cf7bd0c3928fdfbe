using Mien.Inversion;
using Mien.Models;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Tests.Inversion;

public sealed class InverterTests : IDisposable
{
    private static readonly InversionSettings _short = new() { Steps = 12, Precision = Precision.Float32 };

    private readonly FaceModel _model = TinyModel.Create();
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-inverter-").FullName;

    private string State => Path.Combine(_folder, "run.state");

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // A generator of random weights has local minima in D alone; with the pixels beside it the styles are found again.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Invert_PictureOfTheGenerator_IsFoundAgain(int seed)
    {
        using Tensor target = Generated(seed);
        InversionSettings settings = new()
        {
            Steps = 1000,
            Rate = new(0.1f, 0.05f, 0.5f),
            PixelWeight = 3,
            Precision = Precision.Float32,
        };
        InversionResult result = new Inverter(_model).Invert(target, settings)[0];
        (result.Distance / result.Curve[0]).ShouldBeLessThanOrEqualTo(0.01f);
        Psnr(result.Styles, target).ShouldBeGreaterThanOrEqualTo(30);
    }

    [Fact]
    public void Invert_ABatch_GivesEachPictureItsOwnResult()
    {
        using Tape tape = new();
        using Tensor a = Generated(1), b = Generated(2);
        using Tensor both = new[] { a, b }.Concat(0).Clone();
        InversionResult alone = new Inverter(_model).Invert(b, _short)[0],
            second = new Inverter(_model).Invert(both, _short)[1];
        second.SourceHash.ShouldBe(alone.SourceHash);
        for (int i = 0; i < alone.Curve.Length; i++)
        {
            second.Curve[i].ShouldBe(alone.Curve[i], 1e-4 * alone.Curve[i]);
        }
    }

    [Fact]
    public void Invert_Twice_GivesTheSameBits()
    {
        using Tensor target = Generated(3);
        Inverter inverter = new(_model);
        InversionSettings settings = _short with { Start = StartStyle.Random, Seed = 7 };
        inverter.Invert(target, settings)[0].Styles.ShouldBe(inverter.Invert(target, settings)[0].Styles);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(11, false)]
    [InlineData(5, true)]
    public void Invert_StoppedAndResumed_GivesTheBitsOfAnUninterruptedRun(int stopAt, bool noise)
    {
        InversionSettings settings = _short with { OptimizeNoise = noise, Snapshots = [0, 3, 12] };
        using Tensor target = Generated(4);
        Inverter inverter = new(_model);
        InversionResult whole = inverter.Invert(target, settings)[0];

        using CancellationTokenSource stop = new();
        IProgress<WorkProgress> progress = WorkProgress.To(p =>
        {
            if (p.Done == stopAt - 1)
            {
                stop.Cancel();
            }
        });
        InversionResult part = inverter.Invert(
            target, settings, statePath: State, progress: progress, cancellation: stop.Token)[0];
        part.End.ShouldBe(InversionEnd.Cancelled);
        part.Curve.Length.ShouldBe(stopAt);
        File.Exists(State).ShouldBeTrue();

        InversionResult resumed = inverter.Invert(target, settings, statePath: State)[0];
        resumed.Styles.ShouldBe(whole.Styles);
        resumed.Curve.ShouldBe(whole.Curve);
        resumed.Snapshots.Keys.Order().ShouldBe([0, 3, 12]);
        resumed.Snapshots[0].ShouldBe(whole.Snapshots[0]);
        resumed.Noise.Count.ShouldBe(whole.Noise.Count);
        for (int i = 0; i < whole.Noise.Count; i++)
        {
            resumed.Noise[i].ShouldBe(whole.Noise[i]);
        }

        File.Exists(State).ShouldBeFalse();
    }

    [Fact]
    public void Invert_WithStateOfAnotherRun_StartsAnew()
    {
        using Tensor target = Generated(4);
        Inverter inverter = new(_model);
        using CancellationTokenSource stop = new();
        inverter.Invert(
            target, _short with { Seed = 99 }, statePath: State, progress: WorkProgress.To(_ => stop.Cancel()),
            cancellation: stop.Token);
        inverter.Invert(target, _short, statePath: State)[0].Styles.ShouldBe(inverter.Invert(target, _short)[0].Styles);
    }

    [Fact]
    public void Invert_FromAnEncoderThatTheModelLacks_SaysWhereElseToStart()
    {
        using Tensor target = Generated(4);
        Should.Throw<ArgumentException>(
            () => new Inverter(_model).Invert(
                target, _short with { Start = StartStyle.Encoder })).Message.ShouldContain("start from the mean style");
    }

    [Fact]
    public void Invert_CancelledBeforeTheFirstStep_Throws()
    {
        using Tensor target = Generated(4);
        Should.Throw<OperationCanceledException>(
            () => new Inverter(_model).Invert(target, _short, cancellation: new(canceled: true)));
    }

    [Fact]
    public void Invert_WhenNothingImproves_StopsEarly()
    {
        using Tensor target = Generated(5);
        InversionResult result = new Inverter(_model).Invert(
            target, new() { Steps = 200, Patience = 5, LeastImprovement = 0.9f, Precision = Precision.Float32 })[0];
        result.End.ShouldBe(InversionEnd.Converged);
        result.Curve.Length.ShouldBeLessThan(30);
    }

    [Fact]
    public void Invert_WithEveryTerm_LowersTheDistance()
    {
        using Tensor target = Generated(6);
        InversionResult result = new Inverter(_model).Invert(target, new()
        {
            Steps = 40,
            Precision = Precision.Float32,
            Taps = [new(VggLayer.Block1Conv2, 0.5f)],
            PixelWeight = 1,
            MeanStyleWeight = 0.01f,
            OptimizeNoise = true,
            NoiseRegularization = 1,
        })[0];
        result.Distance.ShouldBeLessThan(0.5f * result.Curve[0]);
        result.Noise.Count.ShouldBe(_model.Generator.NoiseMaps.Count);
    }

    [Fact]
    public void Invert_WithWeightOnVariation_KeepsTheLayersTogether()
    {
        using Tensor target = Generated(6);
        double Variation(float weight)
        {
            InversionResult result = new Inverter(_model).Invert(
                target, new() { Steps = 40, Precision = Precision.Float32, VariationWeight = weight })[0];
            float[][] layers = [.. result.Styles.Chunk(result.StyleLength)];
            return layers.Sum(layer => layer.Select((v, i) => Math.Pow(v - layers.Average(l => l[i]), 2)).Sum());
        }

        Variation(100).ShouldBeLessThan(0.1 * Variation(0));
    }

    [Theory]
    [InlineData(0.375, 0.472, true)] // an eye
    [InlineData(0.5, 0.75, true)] // the mouth
    [InlineData(0.1, 0.1, false)]
    public void Objective_WithWeightOnTheFace_CountsWhatDiffersThere(double x, double y, bool isFace)
    {
        using Tensor generated = Generated(6);
        int size = generated.Shape[1];
        float[] pixels = generated.ToArray();
        for (int i = 0; i < pixels.Length; i++)
        {
            double column = ((i / 3 % size) + 0.5) / size, row = ((i / 3 / size) + 0.5) / size;
            pixels[i] += Math.Max(Math.Abs(column - x), Math.Abs(row - y)) < 0.06 ? 0.5f : 0;
        }

        using Tensor target = Tensor.From(pixels, generated.Shape);
        double Total(float weight)
        {
            using Tape tape = new();
            using InversionObjective objective = new(
                _model, new() { Precision = Precision.Float32, PixelWeight = 1, FaceWeight = weight }, target);
            using Tensor z = Tensor.Normal([1, 32], 6);
            return objective.Evaluate(_model.Generator.Map(z), [], size).Total.Item;
        }

        if (isFace)
        {
            Total(10).ShouldBeGreaterThan(1.5 * Total(0)); // the features of 32 px are coarse and reach beyond an eye
        }
        else
        {
            Total(10).ShouldBeLessThan(Total(0));
        }
    }

    [Fact]
    public void Invert_FromStylesThatOverflow_SaysWhere()
    {
        using Tensor target = Generated(0);
        float[] start = [.. Enumerable.Repeat(1e30f, TinyModel.Layers * TinyModel.StyleLength)];
        InversionException e = Should.Throw<InversionException>(
            () => new Inverter(_model).Invert(target, _short, start));
        e.Step.ShouldBe(0);
        e.Message.ShouldContain("Float32");
    }

    [Theory]
    [InlineData(0, 0.05f)]
    [InlineData(10, float.NaN)]
    [InlineData(10, -1f)]
    public void Invert_WithImpossibleSettings_Throws(int steps, float rate)
    {
        using Tensor target = Generated(0);
        Should.Throw<ArgumentException>(
            () => new Inverter(_model).Invert(target, _short with { Steps = steps, Rate = new(rate) }));
    }

    [Fact]
    public void Invert_WithInfiniteTarget_Throws()
    {
        float[] pixels = new float[32 * 32 * 3];
        pixels[5] = float.PositiveInfinity;
        using Tensor target = Tensor.From(pixels, [1, 32, 32, 3]);
        Should.Throw<ArgumentException>(() => new Inverter(_model).Invert(target, _short));
    }

    [Fact]
    public void InversionFile_WrittenAndRead_IsTheSame()
    {
        using Tensor target = Generated(8);
        InversionResult result = new Inverter(_model).Invert(target, _short with { Snapshots = [2] })[0] with
        {
            Crop = "{\"size\": 32}",
        };
        string path = Path.Combine(_folder, "s.safetensors");
        InversionFile.Write(path, result);
        InversionResult read = InversionFile.Read(path);
        read.Styles.ShouldBe(result.Styles);
        read.Curve.ShouldBe(result.Curve);
        read.Snapshots[2].ShouldBe(result.Snapshots[2]);
        read.Settings.ToJson().ShouldBe(result.Settings.ToJson());
        (read.ModelId, read.SourceHash, read.Crop, read.End, read.Seconds)
            .ShouldBe((result.ModelId, result.SourceHash, result.Crop, result.End, result.Seconds));
    }

    [Fact]
    public void MustFit_AnotherModel_SaysWhichTwo()
    {
        using Tensor target = Generated(8);
        InversionResult result = new Inverter(_model).Invert(target, _short)[0];
        Should.Throw<ArgumentException>(
            () => result.MustFit("other", "fedcba9876543210")).Message.ShouldContain("'tiny'");
        result.MustFit("tiny", _model.Id);
    }

    private Tensor Generated(int seed)
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([1, 32], seed);
        return _model.Generator.Synthesize(_model.Generator.Map(z)).Clone();
    }

    private float Psnr(float[] styles, Tensor target)
    {
        using Tape tape = new();
        using Tensor ws = Tensor.From(styles, [1, TinyModel.Layers, TinyModel.StyleLength]);
        Tensor image = _model.Generator.Synthesize(ws);
        float[] values = target.ToArray();
        float range = values.Max() - values.Min(); // random weights do not keep to [−1, 1]
        return 10 * MathF.Log10(range * range / image.MeanSquaredDifference(target).Item);
    }
}
