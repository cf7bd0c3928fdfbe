using Mien.Tensors.Optimizers;

namespace Mien.Tensors.Tests.Optimizers;

public sealed class LearningRateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public void Constant_AtAnyStep_IsTheRate(int step) => LearningRate.Constant(0.3f).At(step, 100).ShouldBe(0.3f);

    /// <summary>Up over 5 %, down over 25 %: (1 − cos π·(1 − t)/0.25) / 2 on the way down.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(25, 0.05)] // half of the way up
    [InlineData(50, 0.1)]
    [InlineData(750, 0.1)]
    [InlineData(875, 0.05)] // cos(π/2) = 0
    [InlineData(999, 3.9478e-6)] // (1 − cos 0.004π) / 2 = (0.004π)² / 4
    public void Ramps_OfTheProjector_HaveTheirShape(int step, double expected)
        => ((double)new LearningRate(0.1f, 0.05f, 0.25f).At(step, 1000)).ShouldBe(expected, 1e-8);

    [Fact]
    public void At_OutsideOfTheRun_IsRefused()
    {
        LearningRate rate = new(0.1f);
        Should.Throw<ArgumentOutOfRangeException>(() => rate.At(-1, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => rate.At(10, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => rate.At(0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new LearningRate(0.1f, RampUp: 1.5f).At(0, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => new LearningRate(0.1f, RampDown: float.NaN).At(0, 10));
    }
}
