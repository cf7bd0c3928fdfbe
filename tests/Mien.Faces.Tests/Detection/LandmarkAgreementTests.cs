using Mien.Faces.Alignment;
using Mien.Faces.Detection;

namespace Mien.Faces.Tests.Detection;

public sealed class LandmarkAgreementTests
{
    [Fact]
    public void Choose_WhereTheFirstAgrees_TakesItAsItIs()
    {
        Point[] first = Face(mouth: 80.5);
        LandmarkAgreement.Choose([first, Face(80), Face(80), Face(79)]).ShouldBeSameAs(first);
    }

    [Fact]
    public void Choose_WhereTheFirstStandsAlone_TakesOneOfTheOthers()
    {
        Point[] middle = Face(mouth: 80);
        LandmarkAgreement.Choose([Face(60), Face(81), middle, Face(79)]).ShouldBeSameAs(middle);
    }

    [Fact]
    public void Around_ABox_BeginsWithItAndStaysNear()
    {
        FaceBox box = new(100, 50, 40, 40);
        FaceBox[] around = [.. LandmarkAgreement.Around(box)];
        around[0].ShouldBe(box);
        around.Distinct().Count().ShouldBe(around.Length);
        around.ShouldAllBe(b => b.Left >= 96 && b.Left + b.Width <= 144 && b.Top >= 44 && b.Top + b.Height <= 96);
    }

    // Eyes 40 pixels apart, a mouth at a height.
    private static Point[] Face(double mouth)
        => [.. Enumerable.Range(0, FaceLandmarks.Count).Select(
            i => i is >= 36 and < 42 ? new Point(30, 40) : i is >= 42 and < 48 ? new(70, 40) : new Point(50, mouth))];
}
