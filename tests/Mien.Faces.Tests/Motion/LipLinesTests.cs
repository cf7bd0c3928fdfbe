using Mien.Faces.Alignment;
using Mien.Faces.Motion;

namespace Mien.Faces.Tests.Motion;

public sealed class LipLinesTests
{
    /// <summary>A mouth that is tilted: all lengths are along its own axes.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    [InlineData(-140)]
    public void Lines_GoThroughTheLandmarks_AtAnyTilt(double degrees)
    {
        LipLines lips = new(Mouth(degrees, upper: -2, lower: 6));

        lips.Width.ShouldBe(40, 1e-9);
        lips.Opening.ShouldBe(8, 1e-9);
        lips.Upper(0.5).ShouldBe(-2, 1e-9);
        lips.Lower(0.25).ShouldBe(6 * 0.75, 1e-9);
        (lips.Upper(0), lips.Lower(1)).ShouldBe((0, 0));
    }

    [Fact]
    public void Place_OfWhatLocalGives_IsThePlace()
    {
        LipLines lips = new(Mouth(33, upper: -2, lower: 6));
        Point place = new(7.5, -3.25);

        (double along, double down) = lips.Local(place);

        (lips.Place(along, down) - place).Length.ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void Opening_OfLandmarksThatCross_IsBelow0()
        => new LipLines(Mouth(0, upper: 1, lower: -1)).Opening.ShouldBe(-2, 1e-9);

    // 40 wide, two parabolas; the other landmarks are never looked at.
    private static Point[] Mouth(double degrees, double upper, double lower)
    {
        Point[] landmarks = new Point[68];
        (double sine, double cosine) = Math.SinCos(degrees * Math.PI / 180);
        for (int i = 60; i < 68; i++)
        {
            double along = i <= 64 ? (i - 60) / 4.0 : (68 - i) / 4.0,
                down = 4 * along * (1 - along) * (i < 64 ? upper : lower);
            Point flat = new(40 * along, i is 60 or 64 ? 0 : down);
            landmarks[i] = new(100 + (cosine * flat.X) - (sine * flat.Y), 50 + (sine * flat.X) + (cosine * flat.Y));
        }

        return landmarks;
    }
}
