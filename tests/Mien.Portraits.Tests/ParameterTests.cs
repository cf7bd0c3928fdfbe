using FsCheck;
using FsCheck.Fluent;

namespace Mien.Portraits.Tests;

public class ParameterTests
{
    [Fact]
    public void Sample_AnySeed_LiesInItsRanges() =>
        Prop.ForAll<ulong>(seed => PortraitSampler.Sample(seed).Check()).QuickCheckThrowOnFailure();

    [Fact]
    public void Vectors_OfAnySample_GoThereAndBack() => Prop.ForAll<ulong>(ThereAndBack).QuickCheckThrowOnFailure();

    [Fact]
    public void Sample_OtherSeed_IsAnotherPortrait() =>
        Enumerable.Range(0, 200).Select(i => PortraitSampler.Sample((ulong)i)).Distinct().Count().ShouldBe(200);

    [Fact]
    public void Vectors_OfNeutralRecords_AreTheNeutralValues()
    {
        new Identity().ToVector().ShouldBe(Identity.Parameters.Select(p => p.Neutral).ToArray());
        new Expression().ToVector().ShouldBe(Expression.Parameters.Select(p => p.Neutral).ToArray());
        new Pose().ToVector().ShouldBe(Pose.Parameters.Select(p => p.Neutral).ToArray());
        new Scene().ToVector().ShouldBe(Scene.Parameters.Select(p => p.Neutral).ToArray());
    }

    [Fact]
    public void FromVector_BeyondTheRange_IsClamped()
    {
        float[] v = new float[Expression.Parameters.Count];
        Array.Fill(v, 7f);
        Expression.FromVector(v).ToVector().ShouldAllBe(x => x == 1f);
        v[3] = float.NaN;
        Should.Throw<ArgumentException>(() => Expression.FromVector(v)).Message.ShouldContain("LidRaise");
        Should.Throw<ArgumentException>(() => Expression.FromVector(new float[3])).Message.ShouldContain(
            "14 parameters expected, 3 given");
    }

    [Fact]
    public void Counts_OfParameters_AreWhatThePortraitNeeds()
    {
        Identity.Parameters.Count.ShouldBeGreaterThanOrEqualTo(24);
        Expression.Parameters.Count.ShouldBeGreaterThanOrEqualTo(10);
    }

    private static void ThereAndBack(ulong seed)
    {
        Portrait p = PortraitSampler.Sample(seed);
        Portrait back = new()
        {
            Identity = Identity.FromVector(p.Identity.ToVector()),
            Expression = Expression.FromVector(p.Expression.ToVector()),
            Pose = Pose.FromVector(p.Pose.ToVector()),
            Scene = Scene.FromVector(p.Scene.ToVector()),
        };
        back.ShouldBe(p);
        PortraitSampler.Sample(seed).ShouldBe(p);
    }
}
