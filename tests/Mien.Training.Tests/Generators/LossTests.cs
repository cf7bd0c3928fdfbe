using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Generators;

namespace Mien.Training.Tests.Generators;

public sealed class LossTests
{
    [Fact]
    public void Discriminator_Gradient_IsTheCentralDifference() => Check(x =>
    {
        using Discriminator d = new([6, 5, 4], seed: 1);
        return d.Forward(x).Softplus().Mean();
    });

    [Fact]
    public void StyleMixing_FromALayerOn_TakesTheNextItemsStyles()
    {
        using Tensor ws = Tensor.From([1, 2, 3, 10, 20, 30], [2, 3, 1]);
        using Tape tape = new();
        StyleMixing.Mix(ws, 1).ToArray().ShouldBe([1, 20, 30, 10, 2, 3]);
        StyleMixing.Mix(ws, 3).ToArray().ShouldBe([1, 2, 3, 10, 20, 30]);
    }

    [Fact]
    public void Pixels_OfEverySize_ComparesWithTheReducedTarget()
    {
        // The target is 1 in its upper half; 4 px and 8 px see the same, so the difference to 0 is 1/2 at both sizes.
        float[] half = [.. Enumerable.Repeat(1f, 96), .. Enumerable.Repeat(0f, 96)];
        using Tensor target = Tensor.From(half, [1, 8, 8, 3]), small = Tensor.Zeros([1, 4, 4, 3]), large = Tensor.Zeros([1, 8, 8, 3]);
        using Tape tape = new();
        PortraitLoss.Pixels([small, large], target).Item.ShouldBe(0.5f, 1e-6f);
    }

    // Along a random direction the derivative is the gradient's projection.
    private static void Check(Func<Tensor, Tensor> loss)
    {
        using Tensor x = Tensor.Normal([4, 16, 16, 3], seed: 5), direction = Tensor.Normal([4, 16, 16, 3], seed: 6);
        const float H = 1e-2f;
        float At(float t)
        {
            using Tensor moved = Tensor.From([.. x.ToArray().Zip(direction.ToArray(), (a, b) => a + (t * b))], x.Shape);
            using Tape inner = new();
            return loss(moved).Item;
        }

        using Tape tape = new();
        tape.Watch(x);
        tape.Backward(loss(x));
        float projected = tape.Gradient(x)!.ToArray().Zip(direction.ToArray(), (a, b) => a * b).Sum();
        ((At(H) - At(-H)) / (2 * H)).ShouldBe(projected, Math.Max(1e-3f, 0.03f * Math.Abs(projected)));
    }
}
