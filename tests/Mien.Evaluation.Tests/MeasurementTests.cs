using Mien.Evaluation.Judging;

namespace Mien.Evaluation.Tests;

public sealed class MeasurementTests
{
    private static readonly float[] _a = new float[PortraitParameters.OfFace];
    private static readonly float[] _e = [.. Enumerable.Repeat(1f, PortraitParameters.OfFace)];
    private static readonly float[] _deviations = [.. Enumerable.Repeat(5f, PortraitParameters.OfFace)];

    [Fact]
    public void Appearance_Unchanged_KeepsAllAndTransfersNothing()
        => Measurement.Of(_a, _e, _a, _deviations, 0).ShouldBe(new(0, 1, 0, 0));

    [Fact]
    public void ExpressionImage_TransfersAllAndKeepsNothing()
    {
        Measurement m = Measurement.Of(_a, _e, _e, _deviations, 2);
        (m.Transferred, m.Kept, m.H, m.Seconds).ShouldBe((1, 0, 0, 2));
        m.Pose.ShouldBe(5 * Math.Sqrt(2), 1e-9); // yaw and pitch, one deviation of 5 degrees each
    }

    [Fact]
    public void HalfTheExpressionWithTheWholePerson_HasTheirHarmonicMean()
    {
        float[] result = new float[PortraitParameters.OfFace];
        result.AsSpan()[PortraitParameters.OfExpression].Fill(0.5f);
        Measurement m = Measurement.Of(_a, _e, result, _deviations, 0);
        m.Transferred.ShouldBe(0.5, 1e-9);
        m.Kept.ShouldBe(1, 1e-9);
        m.H.ShouldBe(2 * 0.5 / 1.5, 1e-9);
    }

    [Fact]
    public void AnExpressionFartherAwayThanBefore_HasNoH()
    {
        float[] result = new float[PortraitParameters.OfFace];
        result.AsSpan()[PortraitParameters.OfExpression].Fill(-1);
        Measurement m = Measurement.Of(_a, _e, result, _deviations, 0);
        m.Transferred.ShouldBe(-1, 1e-9);
        m.H.ShouldBe(0);
    }

    [Fact]
    public void Quartiles_OfFiveNumbers_AreTheSecondThirdAndFourth()
        => Quartiles.Of([5, 1, 4, 2, 3]).ShouldBe(new(2, 3, 4));

    [Fact]
    public void Quartiles_BetweenTwoNumbers_AreInterpolated()
        => Quartiles.Of([0, 1]).ShouldBe(new(0.25, 0.5, 0.75));
}
