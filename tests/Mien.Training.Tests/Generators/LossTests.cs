using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Generators;

namespace Mien.Training.Tests.Generators;

public sealed class LossTests
{
    [Fact]
    public void Discriminator_Gradient_IsTheCentralDifference() => Directional.Check(x =>
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
    public void StyleMixing_OfARange_TakesTheOthersStylesThere()
    {
        using Tensor ws = Tensor.From([1, 2, 3, 10, 20, 30], [2, 3, 1]), others = Tensor.From([4, 5, 6, 40, 50, 60], [2, 3, 1]);
        using Tape tape = new();
        StyleMixing.Replace(ws, others, 1, 2).ToArray().ShouldBe([1, 5, 3, 10, 50, 30]);
        StyleMixing.Replace(ws, others, 0, 2).ToArray().ShouldBe([4, 5, 3, 40, 50, 30]);
        StyleMixing.Replace(ws, others, 2, 3).ToArray().ShouldBe([1, 2, 6, 10, 20, 60]);
        StyleMixing.Replace(ws, others, 0, 3).ToArray().ShouldBe(others.ToArray());
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

    [Fact]
    public void Face_OfDifferencesAtTheEyesAndFarFromThem_SeesTheFirst()
    {
        // All points but those of the face's outline and nose, which do not count, lie in the middle of the pixel (20, 12) of 32.
        float[] points = [.. Enumerable.Range(0, 140).Select(i => ((2 * (i < 70 ? 20 : 12)) + 1) / 32f - 1)];
        using Tensor target = Tensor.Zeros([1, 32, 32, 3]), at = Tensor.Zeros([1, 32, 32, 3]), off = Tensor.Zeros([1, 32, 32, 3]);
        at.WritableSpan.Slice(((12 * 32) + 20) * 3, 3).Fill(1);
        off.WritableSpan.Slice(((20 * 32) + 12) * 3, 3).Fill(1);
        using Tape tape = new();
        float there = PortraitLoss.Face(at, target, points).Item;
        there.ShouldBeGreaterThan(0.1f); // without weights it would be 1 / 1024
        PortraitLoss.Face(off, target, points).Item.ShouldBe(0);
        PortraitLoss.Face(at.Times(0.5f), target, points).Item.ShouldBe(there / 4, 1e-6f);
        points.AsSpan(0, 17).Fill(-1);
        points.AsSpan(27, 9).Fill(-1);
        PortraitLoss.Face(at, target, points).Item.ShouldBe(there);
    }

    [Fact]
    public void Change_OfPairs_SeesWhatChangesAndNotWhatIsWrongInBoth()
    {
        float[] points = [.. Enumerable.Range(0, 2 * 140).Select(i => ((2 * (i % 140 < 70 ? 20 : 12)) + 1) / 32f - 1)];
        using Tensor target = Tensor.Zeros([2, 32, 32, 3]), both = Tensor.Zeros([2, 32, 32, 3]), second = Tensor.Zeros([2, 32, 32, 3]);
        both.WritableSpan.Slice(((12 * 32) + 20) * 3, 3).Fill(1);
        both.WritableSpan.Slice(((((32 + 12) * 32) + 20) * 3), 3).Fill(1);
        second.WritableSpan.Slice(((((32 + 12) * 32) + 20) * 3), 3).Fill(1);
        using Tape tape = new();
        PortraitLoss.Change(both, target, points).Item.ShouldBe(0);
        float there = PortraitLoss.Change(second, target, points).Item;
        there.ShouldBe(2 * PortraitLoss.Face(second, target, points).Item, 1e-4f); // half of the pictures are right, all pairs are wrong
        PortraitLoss.Change(second, second, points).Item.ShouldBe(0);
        PortraitLoss.Change(target, second, points).Item.ShouldBe(there, 1e-6f);
    }
}
