using Mien.Fusion;
using Mien.Models;
using Mien.Tensors;
using Mien.Tensors.Optimizers;
using Mien.Tensors.Tests;

namespace Mien.Tests.Fusion;

public sealed class LayerSearchTests : IDisposable
{
    private static readonly Golden _joint = new("joint-objective");

    private readonly FaceModel _model = TinyModel.Create();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Objective_OnGoldenStyles_GivesBothTermsAndTheGradient()
    {
        using FusionObjective objective = Joint();
        using Tape tape = new();
        using Tensor ws = _joint.Load("input/ws");
        tape.Watch(ws);
        (Tensor style, Tensor content, Tensor total) = objective.Evaluate(ws);
        tape.Backward(total);
        _joint.Check("expected/style", style.ToArray());
        _joint.Check("expected/content", content.ToArray());
        _joint.Check("expected/loss", total.ToArray());
        _joint.Check("expected/grad_ws", tape.Gradient(ws)!.ToArray());
    }

    [Fact]
    public void JointFusion_FromGoldenStart_FollowsTheCurve()
    {
        using FusionObjective objective = Joint();
        float[] start = _joint.Values("input/ws");
        SearchResult found = new JointFusion(20, LearningRate.Constant(0.01f)).Run(objective, start, start);
        float[] expected = _joint.Values("expected/adam/loss"), expectedStyles = _joint.Values("expected/adam/ws_20");
        for (int i = 0; i < expected.Length; i++)
        {
            found.Curve[i].ShouldBe(expected[i], 1e-3 * expected[i], $"step {i}");
        }

        found.Best.ShouldBeNull();
        found.Styles.Zip(expectedStyles, (a, e) => Math.Abs(a - e)).Max()
            .ShouldBeLessThan(1e-3f * expectedStyles.Max(Math.Abs));
    }

    [Fact]
    public void Residuals_Squared_SumToTheObjective()
    {
        using FusionObjective objective = Joint();
        float[] ws = _joint.Values("input/ws");
        objective.Residuals(ws).Sum(r => (double)r * r).ShouldBe(
            objective.Score(ws).Total, 1e-4 * objective.Score(ws).Total);
    }

    [Fact]
    public void Ranges_OfAllLayers_FindTheBestOfThem()
    {
        SearchResult found = Search(new RangeSearch());
        found.Tried.Count.ShouldBe(TinyModel.Layers * (TinyModel.Layers + 1) / 2);
        found.Best!.Score.Total.ShouldBe(found.Tried.Min(c => c.Score.Total));
    }

    [Fact]
    public void Linear_AfterImprovement_CannotBeBetteredByOneLayer()
    {
        SearchResult found = Search(new LinearSearch());
        for (int layer = 1; layer <= TinyModel.Layers; layer++)
        {
            LayerMask neighbour = found.Best!.Mask.Flip(layer);
            found.Tried.Single(c => c.Mask.Equals(neighbour)).Score.Total.ShouldBeGreaterThanOrEqualTo(
                found.Best.Score.Total);
        }
    }

    [Fact]
    public void ZeroOneProgramme_OnRandomVectors_FindsTheLeastOfAllChoices()
    {
        Random random = new(5);
        float[] Vector() => [.. Enumerable.Range(0, 6).Select(_ => (float)(random.NextDouble() - 0.5))];
        for (int trial = 0; trial < 20; trial++)
        {
            float[] r = Vector();
            float[][] v = [.. Enumerable.Range(0, 7).Select(_ => Vector())];
            double Value(uint bits)
                => Enumerable.Range(0, 6).Sum(
                    k => Math.Pow(r[k] + Enumerable.Range(0, 7).Sum(i => (bits >> i & 1) * (double)v[i][k]), 2));
            double least = Enumerable.Range(0, 128).Min(bits => Value((uint)bits));
            Value(ZeroOneProgramme.Minimize(r, v)).ShouldBe(least, 1e-6);
        }
    }

    private SearchResult Search(IFusionSearch search)
    {
        float[] appearance = Styles(1), expression = Styles(2);
        using Tensor a = Image(appearance), e = Image(expression);
        using FusionObjective objective = new(_model, a, e, 1, Precision.Float32);
        objective.Normalize(appearance, expression);
        return search.Run(objective, appearance, expression);
    }

    private FusionObjective Joint()
    {
        using Tensor appearance = _joint.LoadImages("input/appearance"),
            expression = _joint.LoadImages("input/expression");
        return new(_model, appearance, expression, 0.05f, Precision.Float32);
    }

    private float[] Styles(int seed)
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([1, 32], seed);
        return _model.Generator.Map(z).ToArray();
    }

    private Tensor Image(float[] styles)
    {
        using Tape tape = new();
        using Tensor ws = Tensor.From(styles, [1, TinyModel.Layers, TinyModel.StyleLength]);
        return _model.Generator.Synthesize(ws).Clone();
    }
}
