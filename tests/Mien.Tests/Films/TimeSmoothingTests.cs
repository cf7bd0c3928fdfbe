using Mien.Films;

namespace Mien.Tests.Films;

public sealed class TimeSmoothingTests
{
    [Fact]
    public void Of_APulse_IsTheSameForwardsAndBackwards() // no delay
    {
        double[][] pulse = [.. Enumerable.Range(0, 21).Select(i => new[] { i == 10 ? 1.0 : 0 })];
        double[] smooth = [.. TimeSmoothing.Of(pulse, 1.5).Select(v => v[0])];

        smooth.Sum().ShouldBe(1, 1e-9);
        smooth.Zip(smooth.Reverse()).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
        smooth.Max().ShouldBe(smooth[10]);
    }

    [Fact]
    public void Of_ASlope_IsTheSlope_ToBothEnds()
    {
        double[][] slope = [.. Enumerable.Range(0, 12).Select(i => new[] { 3.0 * i, -i })];
        TimeSmoothing.Of(slope, 2).Zip(slope).ShouldAllBe(
            pair => Math.Abs(pair.First[0] - pair.Second[0]) < 1e-9 && Math.Abs(pair.First[1] - pair.Second[1]) < 1e-9);
    }

    [Fact]
    public void Of_Noise_IsQuieter()
    {
        Random random = new(1);
        double[][] noise = [.. Enumerable.Range(0, 500).Select(_ => new[] { random.NextDouble() - 0.5 })];
        // The variance of a mean with weights w is that of one times the sum of w²: 1 / (2 σ √π) of it for a Gaussian.
        double before = noise.Average(v => v[0] * v[0]), after = TimeSmoothing.Of(noise, 1).Average(v => v[0] * v[0]);
        (after / before).ShouldBe(0.282, 0.06);
    }
}
