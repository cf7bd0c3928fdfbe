using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Generators;

namespace Mien.Training.Tests.Generators;

public sealed class GradientPenaltyTests
{
    // D(x) = Σ a x²: ∇D = 2 a x, R1 = γ/2 · mean of 4 a² |x|², dR1/da = γ/2 · mean of 8 a |x|².
    [Fact]
    public void R1_OfAQuadraticForm_HasTheValueAndGradientOfTheFormula()
    {
        using Tensor x = Tensor.Normal([2, 4, 4, 3], seed: 1), a = Tensor.Full([1], 0.7f);
        float square = x.ToArray().Sum(v => v * v);
        using Tape tape = new();
        tape.Watch(a);
        Tensor Opinion(Tensor t) => t.Square().Reshape([2, 48]).Dense(a.Repeat(0, 48).Reshape([1, 48]));
        Tensor r1 = GradientPenalty.R1(Opinion, x, gamma: 3);
        tape.Backward(r1);
        r1.Item.ShouldBe(1.5f / 2 * 4 * 0.49f * square, 1e-3f * square);
        tape.Gradient(a)!.Item.ShouldBe(1.5f / 2 * 8 * 0.7f * square, 2e-3f * square);
    }

    [Fact]
    public void R1_OfADiscriminator_HasTheGradientOfItsValue()
    {
        using Discriminator d = new([6, 5, 4], seed: 3);
        using Tensor x = Tensor.Normal([4, 16, 16, 3], seed: 2);
        Tensor weight = d.Parameters["opinion.weight"];
        double Value()
        {
            using Tape inner = new();
            using Tensor copy = x.Clone();
            inner.Watch(copy);
            inner.Backward(d.Forward(copy).Sum());
            return inner.Gradient(copy)!.ToArray().Sum(v => (double)v * v) / 2 / 4;
        }

        using Tape tape = new();
        tape.Watch(weight);
        tape.Backward(GradientPenalty.R1(d.Forward, x, gamma: 1, step: 0.01f));
        float[] gradient = tape.Gradient(weight)!.ToArray();
        int strongest = Enumerable.Range(0, gradient.Length).MaxBy(i => Math.Abs(gradient[i]));
        float was = weight.Span[strongest];
        const float H = 0.05f;
        weight.WritableSpan[strongest] = was + H;
        double above = Value();
        weight.WritableSpan[strongest] = was - H;
        double below = Value();
        double expected = (above - below) / (2 * H);
        // D bends where an activation changes sign within the step
        ((double)gradient[strongest]).ShouldBe(expected, 0.05 * Math.Abs(expected));
    }
}
