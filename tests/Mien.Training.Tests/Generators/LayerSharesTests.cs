using Mien.Evaluation.Judging;
using Mien.Networks.StyleGan2;
using Mien.Training.Generators;

namespace Mien.Training.Tests.Generators;

public sealed class LayerSharesTests
{
    private static readonly StyleGan2Architecture _architecture = Tiny.Generator.Architecture(8);

    [Fact]
    public void Measure_OfAGenerator_SumsToOneForEveryKind()
    {
        float[][] shares = Measured(latent => (ParameterKind)(latent / 2));
        shares.Length.ShouldBe(4);
        shares.ShouldAllBe(
            share => share.Length == _architecture.Layers && Math.Abs(share.Sum() - 1) < 1e-5f
                && share.All(s => s > 0));
    }

    [Fact]
    public void Measure_OfAKindWithoutParameters_IsTheSameForAllLayers()
        => Measured(_ => ParameterKind.Identity)[(int)ParameterKind.Pose]
            .ShouldAllBe(share => Math.Abs(share - (1f / _architecture.Layers)) < 1e-6f);

    [Theory]
    [InlineData(1, 2, 1)] // layer 3 alone: 0.5 over 0.1
    [InlineData(2, 2, 2)] // with layer 4, 0.3 over 0.2
    [InlineData(3, 2, 2)] // no third layer adds to it
    public void StandsOut_IsTheRangeOfTheLargestExcess(int most, int first, int count)
    {
        float[] other = [0.3f, 0.2f, 0.1f, 0.2f, 0.2f], expression = [0.05f, 0.1f, 0.5f, 0.3f, 0.05f];
        LayerShares.StandsOut([other, expression, other, other], ParameterKind.Expression, most)
            .ShouldBe((first, count));
    }

    private static float[][] Measured(Func<int, ParameterKind> kindOf)
    {
        using StyleGan2Generator generator = new(_architecture, StyleGan2Initialization.Weights(_architecture, 1));
        return LayerShares.Measure(generator, kindOf, portraits: 4, seed: 2);
    }
}
