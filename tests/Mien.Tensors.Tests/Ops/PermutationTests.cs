using Mien.Tensors.Ops;

namespace Mien.Tensors.Tests.Ops;

public sealed class PermutationTests
{
    [Fact]
    public void Permute_OfChannelsFirst_PutsThemLastAndTheGradientBack()
    {
        using Tape tape = new();
        using Tensor x = Tensor.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 2, 3]); // [C, H, W]
        tape.Watch(x);
        Tensor y = x.Permute(1, 2, 0); // [H, W, C]: element (h, w, c) is 1 + 6c + 3h + w
        y.Shape.ShouldBe([2, 3, 2]);
        y.ToArray().ShouldBe([1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12]);
        tape.Backward(y, y);
        tape.Gradient(x)!.ToArray().ShouldBe(x.ToArray());
    }

    [Fact]
    public void Permute_ThereAndBack_IsTheIdentity()
    {
        using Tape tape = new();
        using Tensor x = Tensor.Normal([3, 4, 5, 6], seed: 1);
        x.Permute(2, 0, 3, 1).Permute(1, 3, 0, 2).ToArray().ShouldBe(x.ToArray());
    }

    [Fact]
    public void Permute_WithAnAxisTwice_Throws()
    {
        using Tape tape = new();
        using Tensor x = Tensor.Zeros([2, 3]);
        Should.Throw<ArgumentException>(() => x.Permute(0, 0)).Message.ShouldContain("[2, 3]");
    }

    [Fact]
    public void Collects_OfWatchedAndOtherTensors_TellsThemApart()
    {
        using Tensor a = Tensor.Zeros([1]), b = Tensor.Zeros([1]);
        Tape.Collects(a).ShouldBeFalse();
        using Tape tape = new();
        tape.Watch(a);
        Tape.Collects(a).ShouldBeTrue();
        Tape.Collects(b).ShouldBeFalse();
        Tape.Collects(a.Plus(b)).ShouldBeTrue();
    }
}
