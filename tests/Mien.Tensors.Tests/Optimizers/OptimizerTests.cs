using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;

namespace Mien.Tensors.Tests.Optimizers;

/// <summary>Fifty steps along given gradients, against the formulas in float64.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 50, Count = 37;
    private const float Rate = 0.05f;

    [Fact]
    public void Adam_OverFiftySteps_FollowsTheFormula()
    {
        double[] m = new double[Count], v = new double[Count];
        Compare(x => new Adam([x], 0.8f, 0.99f, 1e-6f), (t, i, g) =>
        {
            m[i] = (0.8f * m[i]) + ((1 - 0.8f) * g);
            v[i] = (0.99f * v[i]) + ((1 - 0.99f) * g * g);
            double corrected = m[i] / (1 - Math.Pow(0.8f, t)), spread = v[i] / (1 - Math.Pow(0.99f, t));
            return corrected / (Math.Sqrt(spread) + 1e-6f);
        });
    }

    [Fact]
    public void Sgd_OverFiftySteps_FollowsTheFormula() => Compare(x => new Sgd([x]), (_, _, g) => g);

    [Fact]
    public void Momentum_OverFiftySteps_FollowsTheFormula()
    {
        double[] u = new double[Count];
        Compare(x => new Sgd([x], 0.9f), (_, i, g) => u[i] = (0.9f * u[i]) + g);
    }

    [Fact]
    public void Adam_FirstStep_IsTheRateInTheDirectionOfTheSign()
    {
        // m̂ = g and v̂ = g² after one step, so the step is rate · g / |g|.
        using Tensor x = Tensor.Zeros([2]);
        using Adam adam = new([x]);
        Step(adam, x, [300, -0.02f], 0.1f);
        x.ToArray().ShouldBe([-0.1f, 0.1f], 1e-6);
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    [InlineData("momentum")]
    [InlineData("muon")]
    public void State_SavedAndRestored_GoesOnWithTheSameBits(string which)
    {
        Optimizer Make(Tensor[] x)
            => which switch
            {
                "adam" => new Adam(x),
                "muon" => new Muon(x),
                _
                => new Sgd(x, which == "sgd" ? 0 : 0.9f)
            };
        using Tensor a = Tensor.Normal([Count, 1], 1);
        using Optimizer first = Make([a]);
        Run(first, a, 0, 7);

        using Tensor b = a.Clone();
        using Optimizer second = Make([b]);
        second.StepsTaken = first.StepsTaken;
        for (int i = 0; i < first.State.Count; i++)
        {
            first.State[i].Span.CopyTo(second.State[i].WritableSpan);
        }

        Run(first, a, 7, 12);
        Run(second, b, 7, 12);
        b.ToArray().ShouldBe(a.ToArray());
        second.State.Select(s => s.ToArray()).ShouldBe(first.State.Select(s => s.ToArray()));
    }

    [Fact]
    public void Step_WithoutGradient_LeavesTheParameter()
    {
        using Tensor x = Tensor.Full([2], 3), unused = Tensor.Full([2], 4);
        using Adam adam = new([x, unused]);
        using Tape tape = new();
        tape.Watch(x);
        tape.Watch(unused);
        tape.Backward(x.Sum());
        adam.Step(tape, 0.5f);
        x.ToArray().ShouldBe([2.5f, 2.5f], 1e-6);
        unused.ToArray().ShouldBe([4, 4]);
    }

    private static void Compare(Func<Tensor, Optimizer> make, Func<int, int, double, double> direction)
    {
        using Tensor x = Tensor.Normal([Count], 1);
        double[] expected = [.. x.ToArray().Select(v => (double)v)];
        using Optimizer optimizer = make(x);
        Run(optimizer, x, 0, Steps);
        for (int step = 0; step < Steps; step++)
        {
            float[] g = GradientOf(step);
            for (int i = 0; i < Count; i++)
            {
                expected[i] -= Rate * direction(step + 1, i, g[i]);
            }
        }

        optimizer.StepsTaken.ShouldBe(Steps);
        x.ToArray().Select(v => (double)v).ShouldBe(expected, 2e-5);
    }

    private static void Run(Optimizer optimizer, Tensor x, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            Step(optimizer, x, GradientOf(step), Rate);
        }
    }

    // The gradient of Σ x·g for x is g.
    private static void Step(Optimizer optimizer, Tensor x, float[] gradient, float rate)
    {
        using Tape tape = new();
        using Tensor g = Tensor.From(gradient, x.Shape);
        tape.Watch(x);
        tape.Backward(x.Times(g).Sum());
        optimizer.Step(tape, rate);
    }

    private static float[] GradientOf(int step)
    {
        using Tensor g = Tensor.Normal([Count], 100 + step);
        return g.ToArray();
    }
}
