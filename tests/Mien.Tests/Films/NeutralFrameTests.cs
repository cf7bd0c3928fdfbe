using Mien.Faces.Alignment;
using Mien.Films;

namespace Mien.Tests.Films;

public sealed class NeutralFrameTests
{
    /// <summary>
    /// Somebody who talks in most frames: the mouth is closed in every tenth, and in one of these the brows are up.
    /// </summary>
    [Fact]
    public void Neutral_OfATalkingFace_IsAFrameWithAClosedMouthAndBrowsAtRest()
    {
        Random random = new(2);
        Point[]?[] frames = [.. Enumerable.Range(0, 100).Select(i => i % 10 == 3
            ? Face(gap: 0.01, width: 0.8, brows: i == 33 ? 0.6 : 0.4)
            : Face(gap: 0.2 + (0.3 * random.NextDouble()), width: 0.6, brows: 0.45))];
        frames[3] = null;
        int neutral = new FaceTrack(frames, [(0, 100)]).Neutral();
        (neutral % 10).ShouldBe(3);
        neutral.ShouldNotBe(33);
    }

    // 68 landmarks with the eyes 100 px apart; measures in that distance.
    private static Point[] Face(double gap, double width, double brows)
    {
        Point[] p = [.. Enumerable.Repeat(new Point(0, 0), 68)];
        foreach (int eye in new[] { 36, 42 })
        {
            double x = eye == 36 ? -65 : 35;
            (p[eye], p[eye + 3]) = (new(x, 0), new(x + 30, 0));
            (p[eye + 1], p[eye + 2], p[eye + 4], p[eye + 5]) =
                (new(x + 10, -6), new(x + 20, -6), new(x + 20, 6), new(x + 10, 6));
        }

        (p[19], p[24]) = (new(-50, -100 * brows), new(50, -100 * brows));
        (p[48], p[54]) = (new(-50 * width, 100), new(50 * width, 100));
        (p[62], p[66]) = (new(0, 100), new(0, 100 + (100 * gap)));
        return p;
    }
}
