using Mien.Evaluation.Judging;
using Mien.Training.Data;

namespace Mien.Training.Tests.Data;

public sealed class NormalScoresTests
{
    [Fact]
    public void NormalScores_OfManyPortraits_AreStandardNormal()
    {
        PortraitCrops crops = new() { Size = 16, PlainBackground = true, Jitter = true };
        NormalScores scores = new(crops);
        // a plain background has no mottles, and no place for them; the crop's place
        scores.Length.ShouldBe(PortraitParameters.Count - 2 + 4);
        const int N = 1000;
        Random ties = new(1);
        float[] z = new float[scores.Length];
        double[] sum = new double[scores.Length], squares = new double[scores.Length];
        for (int i = 0; i < N; i++)
        {
            scores.Write(crops.Portrait(100_000 + i), crops.JitterOf(100_000 + i), ties, z);
            for (int p = 0; p < z.Length; p++)
            {
                sum[p] += z[p];
                squares[p] += z[p] * z[p];
            }
        }

        sum.ShouldAllBe(s => Math.Abs(s / N) < 0.15); // 4.7 standard errors
        squares.ShouldAllBe(s => Math.Abs((s / N) - 1) < 0.22); // 4.9 standard errors
    }

    [Fact]
    public void Crops_OfTheSameNumbers_AreTheSame_AndHeldOutOnesAreNot()
    {
        PortraitCrops one = new()
        {
            Size = 16,
            Seed = 5,
            Jitter = true,
        }, other = new() { Size = 16, Seed = 5, Jitter = true };
        float[] first = one.Draw(7, 2).Pixels;
        other.Draw(0, 9).Pixels[(7 * 768)..].ShouldBe(first);
        other.HeldOut(7, 2).Pixels.ShouldNotBe(first);
    }

    [Fact]
    public void Crops_OfARowThatBeginsAgain_AreDrawnOnceAndTheSame()
    {
        PortraitCrops kept = new()
        {
            Size = 16,
            Jitter = true,
            Different = 3,
        }, drawn = new() { Size = 16, Jitter = true };
        CropBatch first = kept.Draw(0, 3), again = kept.Draw(3, 3), direct = drawn.Draw(0, 3);
        again.Pixels.ShouldBe(first.Pixels);
        again.Points.ShouldBe(direct.Points);
        again.Portraits.ShouldBe(direct.Portraits);
        again.Jitters[1].ShouldBe(direct.Jitters[1]);
        // 8 bits
        first.Pixels.Zip(direct.Pixels, (a, b) => Math.Abs(a - Math.Clamp(b, -1, 1))).Max()
            .ShouldBeLessThan(0.5f / 127);
    }

    [Fact]
    public void Crops_InPairs_DifferInTheExpressionAlone()
    {
        PortraitCrops crops = new() { Size = 32, Jitter = true, Pairs = true, Different = 4 };
        CropBatch batch = crops.Draw(0, 8);
        for (int i = 0; i < 8; i += 2)
        {
            Portraits.Portrait first = batch.Portraits[i], second = batch.Portraits[i + 1];
            second.Expression.ShouldNotBe(first.Expression);
            (second with { Expression = first.Expression }).ShouldBe(first);
            batch.Jitters[i + 1].ShouldBe(batch.Jitters[i]);
        }

        batch.Portraits[4].ShouldBe(batch.Portraits[0]);
        batch.Portraits[2].Identity.ShouldNotBe(batch.Portraits[0].Identity);
    }

    [Fact]
    public void Crops_InPairs_HaveEveryActionUnitOften()
    {
        PortraitCrops crops = new() { Size = 32, Pairs = true };
        float[][] second = [.. Enumerable.Range(0, 400).Select(i => crops.Portrait((2 * i) + 1).Expression.ToVector())];
        for (int unit = 0; unit < second[0].Length; unit++)
        {
            // 15 %
            second.Count(e => e[unit] > 0.25f).ShouldBeGreaterThan(60, Portraits.Expression.Parameters[unit].Name);
        }
    }

    [Fact]
    public void KindOf_FollowsTheParameters()
    {
        NormalScores scores = new(new PortraitCrops { Size = 16, PlainBackground = true, Jitter = true });
        ParameterKind[] kinds = [.. Enumerable.Range(0, scores.Length).Select(scores.KindOf)];
        kinds.Count(k => k == ParameterKind.Identity).ShouldBe(PortraitParameters.OfIdentity.End.Value);
        kinds.Count(k => k == ParameterKind.Expression).ShouldBe(14);
        kinds.Count(k => k == ParameterKind.Pose).ShouldBe(3 + 4);
    }
}
