using System.Numerics;
using Mien.Portraits.Rendering;

namespace Mien.Portraits.Tests;

public class FramingTests
{
    [Fact]
    public void Aligned_AnyPortrait_IsTheFfhqQuad()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            Vector2[] at = new PortraitRenderer().Landmarks(PortraitSampler.Sample(seed), 256, Framing.Aligned);
            // The FFHQ formula applied to the crop's own landmarks must give the crop itself: centre 128, half side
            // 128, no turn.
            Vector2 left = Mean(at, 36), right = Mean(at, 42), eyes = (left + right) / 2f,
                mouth = (at[48] + at[54]) / 2f;
            Vector2 eyeToEye = right - left, eyeToMouth = mouth - eyes;
            Vector2 x = eyeToEye - new Vector2(-eyeToMouth.Y, eyeToMouth.X);
            float half = Math.Max(eyeToEye.Length() * 2f, eyeToMouth.Length() * 1.8f);
            Vector2 centre = eyes + (0.1f * eyeToMouth) + new Vector2(0.5f);
            half.ShouldBe(128f, 0.01f);
            centre.X.ShouldBe(128f, 0.01f);
            centre.Y.ShouldBe(128f, 0.01f);
            (x.Y / x.X).ShouldBe(0f, 1e-4f);
        }
    }

    /// <summary>Points that no action unit moves stay where they are; aligned by the mouth, they move.</summary>
    [Fact]
    public void AlignedAtRest_AnyExpression_LeavesTheCropWhereItIs()
    {
        PortraitRenderer renderer = new();
        float moved = 0;
        for (ulong seed = 0; seed < 5; seed++)
        {
            Portrait portrait = PortraitSampler.Sample(seed) with
            {
                Expression = new(),
            }, open = portrait with { Expression = new() { JawDrop = 1, LipsPart = 1 } };
            Vector2[] rest = renderer.Landmarks(portrait, 256, Framing.AlignedAtRest),
                opened = renderer.Landmarks(open, 256, Framing.AlignedAtRest);
            rest.ShouldBe(renderer.Landmarks(portrait, 256, Framing.Aligned));
            (opened[36] - rest[36]).Length().ShouldBeLessThan(0.01f); // corner of an eye
            (opened[8].Y - rest[8].Y).ShouldBeGreaterThan(5); // chin
            Vector2[] byMouth = renderer.Landmarks(open, 256, Framing.Aligned);
            moved = Math.Max(moved, (byMouth[36] - rest[36]).Length());
            renderer.Irises(open, 256, Framing.AlignedAtRest)
                .ShouldBe(new PortraitRenderer().Irises(open, 256, Framing.AlignedAtRest));
        }

        moved.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Portrait_AnyPortrait_KeepsAMarginAroundTheFace()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            foreach (Vector2 p in new PortraitRenderer().Landmarks(PortraitSampler.Sample(seed), 100, Framing.Portrait))
            {
                p.X.ShouldBeInRange(12f, 88f);
                p.Y.ShouldBeInRange(20f, 90f);
            }
        }
    }

    [Fact]
    public void ShiftScaleTurn_OfTheWindow_MoveTheFaceTheOtherWay()
    {
        PortraitRenderer renderer = new();
        Vector2 usual = Eyes(Framing.Aligned), shifted = Eyes(Framing.Aligned with { Shift = new(0.1f, 0.05f) });
        (usual.X - shifted.X).ShouldBe(20f, 0.05f);
        (usual.Y - shifted.Y).ShouldBe(10f, 0.05f);
        Vector2[] larger = renderer.Landmarks(new Portrait(), 200, Framing.Aligned with { Scale = 0.5f }),
            same = renderer.Landmarks(new Portrait(), 200, Framing.Aligned);
        ((larger[45].X - larger[36].X) / (same[45].X - same[36].X)).ShouldBe(2f, 1e-3f);
        Vector2[] turned = renderer.Landmarks(new Portrait(), 200, Framing.Aligned with { Turn = 5f });
        (MathF.Atan2(turned[45].Y - turned[36].Y, turned[45].X - turned[36].X) * 180f / MathF.PI).ShouldBe(-5f, 0.01f);

        Vector2 Eyes(Framing framing) => Mean(renderer.Landmarks(new Portrait(), 200, framing), 36);
    }

    private static Vector2 Mean(Vector2[] at, int first)
        => at.Skip(first).Take(6).Aggregate(Vector2.Zero, (a, b) => a + b) / 6f;
}
