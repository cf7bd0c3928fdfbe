using System.Text.Json;
using Mien.Faces.Alignment;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Alignment;

/// <summary>
/// The oriented FFHQ crop against golden data: the quad within 1e-6 px, the pixels within 0.25 level on average and 3
/// levels at most.
/// </summary>
public sealed class AlignedCropTests
{
    [Theory]
    [InlineData("upright", 256)]
    [InlineData("rotated", 256)]
    [InlineData("border", 256)]
    [InlineData("shrunk", 128)]
    public void Of_GoldenLandmarks_HasTheGoldenQuad(string name, int size)
    {
        AlignedCrop crop = AlignedCrop.Of(GoldenFile.Picture($"{name}.png"), GoldenFile.Landmarks(name), size);

        Point[] expected = GoldenFile.Points(GoldenFile.Json($"{name}.expected.json").GetProperty("quad"));
        for (int i = 0; i < 4; i++)
        {
            (crop.Quad[i] - expected[i]).Length.ShouldBeLessThan(1e-6);
        }
    }

    [Theory]
    [InlineData("upright", 256)]
    [InlineData("rotated", 256)]
    [InlineData("border", 256)]
    [InlineData("shrunk", 128)]
    public void Cut_GoldenPicture_HasTheGoldenPixels(string name, int size)
    {
        Image photo = GoldenFile.Picture($"{name}.png");

        Image crop = AlignedCrop.Of(photo, GoldenFile.Landmarks(name), size).Cut(photo);

        (double mean, int largest) = Difference.Between(crop, GoldenFile.Picture($"{name}.crop{size}.png"));
        mean.ShouldBeLessThanOrEqualTo(0.25);
        largest.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void Pad_GoldenBorder_HasTheGoldenPadding()
    {
        // The crop box of this case is the whole left, top part of the photo: 300 × 263 px from the origin.
        JsonElement expected = GoldenFile.Json("border.expected.json");
        int[] pad = [.. expected.GetProperty("pad").EnumerateArray().Select(v => v.GetInt32())];
        Image cut = GoldenFile.Picture("border.png").Cut(new Box(0, 0, 300, 263));

        Image padded = ReflectedPadding.Pad(
            cut, new Padding(pad[0], pad[1], pad[2], pad[3]), expected.GetProperty("blur_sigma").GetDouble());

        (double mean, int largest) = Difference.Between(padded, GoldenFile.Picture("border.padded.png"));
        mean.ShouldBeLessThanOrEqualTo(0.25);
        largest.ShouldBeLessThanOrEqualTo(1);
    }
}
