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
        using Tensor ws = Tensor.From([1, 2, 3, 10, 20, 30], [2, 3, 1]),
            others = Tensor.From([4, 5, 6, 40, 50, 60], [2, 3, 1]);
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
        using Tensor target = Tensor.From(half, [1, 8, 8, 3]), small = Tensor.Zeros([1, 4, 4, 3]),
            large = Tensor.Zeros([1, 8, 8, 3]);
        using Tape tape = new();
        PortraitLoss.Pixels([small, large], target).Item.ShouldBe(0.5f, 1e-6f);
    }

    [Fact]
    public void Face_OfDifferencesAtTheEyesAndFarFromThem_SeesTheFirst()
    {
        // All points but those of the face's outline and nose, which do not count, lie in the middle of the pixel (20,
        // 12) of 32.
        float[] points = [.. Enumerable.Range(0, 140).Select(i => ((2 * (i < 70 ? 20 : 12)) + 1) / 32f - 1)];
        using Tensor target = Tensor.Zeros([1, 32, 32, 3]), at = Tensor.Zeros([1, 32, 32, 3]),
            off = Tensor.Zeros([1, 32, 32, 3]);
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
        using Tensor target = Square(0, 1), both = Square(0.5f, 1.5f), half = Square(0, 0.5f), none = Square(0, 0);
        using Tape tape = new();
        PortraitLoss.Change(target, target).Item.ShouldBe(0);
        PortraitLoss.Change(both, target).Item.ShouldBe(0);
        float missed = PortraitLoss.Change(none, target).Item;
        missed.ShouldBeGreaterThan(0);
        PortraitLoss.Change(half, target).Item.ShouldBe(missed / 4, 1e-5f);
    }

    [Fact]
    public void Change_OfASlightAndAStrongChange_CountsThemMuchAlike()
    {
        using Tensor target = Tensor.Zeros([2, 32, 32, 3]), slight = Tensor.Zeros([2, 32, 32, 3]),
            strong = Tensor.Zeros([2, 32, 32, 3]);
        Fill(target, 1, 4, 0.1f);
        Fill(target, 1, 20, 1);
        Fill(slight, 1, 4, 0.1f);
        Fill(strong, 1, 20, 1);
        using Tape tape = new();
        float withoutStrong = PortraitLoss.Change(slight, target).Item,
            withoutSlight = PortraitLoss.Change(strong, target).Item;
        (withoutStrong / withoutSlight).ShouldBeInRange(1, 5); // without weights 100
    }

    // Two pictures of 32 px, black but for a square, of another brightness in each.
    private static Tensor Square(float first, float second)
    {
        Tensor pictures = Tensor.Zeros([2, 32, 32, 3]);
        Fill(pictures, 0, 12, first);
        Fill(pictures, 1, 12, second);
        return pictures;
    }

    private static void Fill(Tensor pictures, int picture, int corner, float value)
    {
        Span<float> pixels = pictures.WritableSpan;
        for (int row = corner; row < corner + 8; row++)
        {
            pixels.Slice(((((picture * 32) + row) * 32) + corner) * 3, 24).Fill(value);
        }
    }
}
