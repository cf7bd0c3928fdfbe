using Mien.Inversion;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Ops;

namespace Mien.Tests.Inversion;

/// <summary>Pivotal tuning (Roich et al. 2022) of the tiny generator to a picture that it does not paint.</summary>
public sealed class GeneratorTuningTests : IDisposable
{
    private static readonly TuningSettings _settings = new() { Steps = 60, Rate = 3e-4f };

    private readonly FaceModel _model = TinyModel.Create();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-tuning-");
    private readonly Tensor _target;
    private readonly float[] _pivot;

    public GeneratorTuningTests()
    {
        using Tape tape = new();
        Tensor styles = _model.Generator.Map(Tensor.Normal([1, TinyModel.StyleLength], 8));
        _pivot = styles.ToArray();
        Tensor other = _model.Generator.Synthesize(_model.Generator.Map(Tensor.Normal([1, TinyModel.StyleLength], 9)));
        _target = _model.Generator.Synthesize(styles).Times(0.6f).Plus(other.Times(0.4f)).Detach();
    }

    public void Dispose()
    {
        _target.Dispose();
        _model.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Tune_ToAPicture_PaintsItBetter_AndLeavesTheModel()
    {
        float[] before = Weights(_model.Generator);
        TunedWeights tuned = new GeneratorTuning(_model).Tune(_target, _pivot, _settings);
        Weights(_model.Generator).ShouldBe(before);
        tuned.Curve.Count.ShouldBe(_settings.Steps);
        tuned.Curve[^1].ShouldBeLessThan(0.8f * tuned.Curve[0]);
        using StyleGenerator applied = tuned.Apply(_model.Generator);
        Error(applied).ShouldBeLessThan(0.9f * Error(_model.Generator));
        tuned.Differences.Keys.ShouldAllBe(name => name.StartsWith("synthesis."));
    }

    // Central differences of the loss along the gradient, in weights of the first, a middle and the last layer.
    [Theory]
    [InlineData("synthesis.b4.const")]
    [InlineData("synthesis.b8.conv0.weight")]
    [InlineData("synthesis.b16.conv1.affine.weight")]
    [InlineData("synthesis.b32.torgb.weight")]
    public void Loss_HasTheGradientOfItsDifferences(string name)
    {
        GeneratorTuning tuning = new(_model);
        TuningSettings settings = _settings with { LocalityWeight = 1 };
        using StyleGenerator tuned = _model.Generator.Clone();
        using Tensor styles = Tensor.From(_pivot, [1, TinyModel.Layers, TinyModel.StyleLength]);
        Tensor weight = tuned.Parameters[name];
        // away from where locality has its least
        float[] start = [.. weight.ToArray().Select((v, i) => v + (0.05f * MathF.Sin(i)))];
        start.CopyTo(weight.WritableSpan);
        float[] gradient;
        using (Tape tape = new())
        {
            tape.Watch(weight);
            tape.Backward(tuning.Loss(tuned, styles, _target, settings, step: 0));
            gradient = tape.Gradient(weight)!.ToArray();
        }

        double norm = Math.Sqrt(gradient.Sum(g => (double)g * g)), h = 2e-3;
        norm.ShouldBeGreaterThan(0);
        double difference = (At(h) - At(-h)) / (2 * h);
        difference.ShouldBe(norm, 0.03 * norm);

        double At(double by)
        {
            float[] moved = [.. start.Select((v, i) => (float)(v + (by * gradient[i] / norm)))];
            moved.CopyTo(weight.WritableSpan);
            using Tape tape = new();
            return tuning.Loss(tuned, styles, _target, settings, step: 0).Item;
        }
    }

    [Fact]
    public void Tune_WithLocality_ChangesOtherFacesLess()
    {
        using StyleGenerator free = new GeneratorTuning(_model).Tune(
            _target, _pivot, _settings with { LocalityWeight = 0 }).Apply(_model.Generator);
        using StyleGenerator local = new GeneratorTuning(_model).Tune(
            _target, _pivot, _settings with { LocalityWeight = 5 }).Apply(_model.Generator);
        Change(local).ShouldBeLessThan(0.9f * Change(free));

        float Change(StyleGenerator generator)
        {
            float sum = 0;
            for (int i = 0; i < 4; i++)
            {
                using Tape tape = new();
                Tensor ws = _model.Generator.Map(Tensor.Normal([1, TinyModel.StyleLength], 900 + i));
                sum += generator.Synthesize(ws).MeanSquaredDifference(_model.Generator.Synthesize(ws)).Item;
            }

            return sum;
        }
    }

    [Fact]
    public void Tune_StoppedAndGoneOnWith_HasTheSameBits_AndIsKnownTheSecondTime()
    {
        TunedWeights whole = new GeneratorTuning(_model).Tune(_target, _pivot, _settings);
        InversionCache cache = new(_folder.FullName);
        using (CancellationTokenSource stop = new())
        {
            IProgress<WorkProgress> after5 = WorkProgress.To(p =>
            {
                if (p.Done == 5)
                {
                    stop.Cancel();
                }
            });
            Should.Throw<OperationCanceledException>(
                () => cache.Tune(_model, _target, _pivot, _settings, after5, stop.Token));
        }

        cache.Contents().Runs.ShouldBe(1);
        (TunedWeights rest, bool known) = cache.Tune(_model, _target, _pivot, _settings);
        known.ShouldBeFalse();
        (TunedWeights again, known) = cache.Tune(_model, _target, _pivot, _settings);
        known.ShouldBeTrue();
        foreach ((string name, Half[] difference) in whole.Differences)
        {
            rest.Differences[name].ShouldBe(difference);
            again.Differences[name].ShouldBe(difference);
        }

        cache.Tune(_model, _target, _pivot, _settings with { Steps = 1 }).Known.ShouldBeFalse();
        cache.Forget(again.SourceHash);
        cache.Contents().Results.ShouldBe(0);
    }

    private float Error(StyleGenerator generator)
    {
        using Tape tape = new();
        using Tensor styles = Tensor.From(_pivot, [1, TinyModel.Layers, TinyModel.StyleLength]);
        return generator.Synthesize(styles).MeanSquaredDifference(_target).Item;
    }

    private static float[] Weights(StyleGenerator generator)
        => [.. generator.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => p.Value.ToArray())];
}
