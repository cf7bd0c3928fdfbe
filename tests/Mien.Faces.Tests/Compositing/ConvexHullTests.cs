using Mien.Faces.Alignment;
using Mien.Faces.Compositing;

namespace Mien.Faces.Tests.Compositing;

public sealed class ConvexHullTests
{
    // A square from 0 to 10 with a point inside: distances to its sides and corners are known.
    private readonly ConvexHull _square = ConvexHull.Of(
        [new(0, 0), new(10, 0), new(10, 10), new(0, 10), new(4, 5), new(5, 0)]);

    [Theory]
    [InlineData(5, 5, -5)]
    [InlineData(2, 5, -2)]
    [InlineData(0, 5, 0)]
    [InlineData(-3, 5, 3)]
    [InlineData(13, 14, 5)]
    public void Distance_OfAPoint_IsNegativeInside(double x, double y, double expected)
        => _square.Distance(new Point(x, y), 100).ShouldBe(expected, 1e-12);

    [Fact]
    public void Of_PointsOnALine_IsTheCallersMistake()
        => Should.Throw<ArgumentException>(() => ConvexHull.Of([new(0, 0), new(1, 1), new(2, 2)]));
}
