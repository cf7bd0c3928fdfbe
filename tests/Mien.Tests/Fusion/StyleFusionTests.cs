using Mien.Fusion;

namespace Mien.Tests.Fusion;

public sealed class StyleFusionTests
{
    private static readonly float[] _a = [.. Enumerable.Range(0, 12).Select(i => i * 0.37f)];
    private static readonly float[] _e = [.. Enumerable.Range(0, 12).Select(i => 1 - (i * 0.91f))];

    [Fact]
    public void Combine_AtStrength1_TakesTheLayersAsTheyAre()
    {
        float[] fused = StyleFusion.Combine(_a, _e, LayerMask.Parse("2-3", 4));
        fused.ShouldBe([.. _a[..3], .. _e[3..9], .. _a[9..]]);
    }

    [Fact]
    public void Combine_AtStrength0_ChangesNothing()
        => StyleFusion.Combine(_a, _e, LayerMask.Parse("1-4", 4), 0).ShouldBe(_a);

    [Theory]
    [InlineData(0.3f)]
    [InlineData(1f)]
    [InlineData(1.5f)]
    public void Combine_WithItself_ChangesNothing(float strength)
        => StyleFusion.Combine(_a, _a, LayerMask.Parse("1-4", 4), strength).ShouldBe(_a);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-0.1f)]
    [InlineData(1.6f)]
    public void Combine_WithStrengthOutOfRange_Throws(float strength)
        => Should.Throw<ArgumentException>(() => StyleFusion.Combine(_a, _e, LayerMask.Default(12), strength));
}
