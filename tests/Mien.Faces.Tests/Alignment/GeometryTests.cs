using FsCheck;
using FsCheck.Fluent;
using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Alignment;

public sealed class GeometryTests
{
    [Fact]
    public void Inverse_OfAnyAffine_TakesPointsBack()
    {
        Gen<double> number = Gen.Choose(-3000, 3000).Select(n => n / 100.0);
        Gen<double[]> numbers = Gen.ArrayOf(number, 8);
        Check.QuickThrowOnFailure(Prop.ForAll(numbers.ToArbitrary(), n =>
        {
            Affine there = new(n[0], n[1], n[2], n[3], n[4], n[5]);
            if (there.Scale < 0.1)
            {
                return true;
            }

            Point p = new(n[6], n[7]);
            return (there.Inverse().Apply(there.Apply(p)) - p).Length < 1e-6;
        }));
    }

    [Fact]
    public void Transform_OfTheCropsCorner_IsTheQuadsCorner()
    {
        Image photo = TestPicture.Of(560, 620);
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("upright"), 256);

        // The corner of the crop lies half a pixel before the centre of its first pixel; so it does in the photo.
        (crop.Transform.Apply(new Point(-0.5, -0.5)) - crop.Quad[0]).Length.ShouldBeLessThan(1e-9);
        (crop.Transform.Apply(new Point(255.5, 255.5)) - crop.Quad[2]).Length.ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void Json_ThereAndBack_IsTheSameGeometry()
    {
        AlignedCrop crop = AlignedCrop.Of(TestPicture.Of(560, 620), GoldenFile.Landmarks("rotated"), 512);

        foreach (string json in (string[])[crop.ToJson(), $$"""{"face": 1, "geometry": {{crop.ToJson()}}}"""])
        {
            AlignedCrop again = AlignedCrop.Parse(json);
            again.Quad.ShouldBe(crop.Quad);
            again.Landmarks.ShouldBe(crop.Landmarks);
            again.Transform.ShouldBe(crop.Transform);
            again.SourceHash.ShouldBe(crop.SourceHash);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"quad":[[0,0]],"size":256,"landmarks":[],"sourceWidth":1,"sourceHeight":1,"sourceHash":""}""")]
    public void Parse_SomethingElse_IsAFormatError(string json)
        => Should.Throw<FormatException>(() => AlignedCrop.Parse(json));

    [Fact]
    public void Of_LandmarksInOnePlace_IsTheCallersMistake()
        => Should.Throw<ArgumentException>(
            () => AlignedCrop.Of(TestPicture.Of(10, 10), [.. Enumerable.Repeat(new Point(3, 3), 68)], 64));
}
