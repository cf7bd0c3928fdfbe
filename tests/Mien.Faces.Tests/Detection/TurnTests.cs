using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Detection;

public sealed class TurnTests
{
    // 2 × 1 px, A B. Clockwise by 90°: A above B; by 180°: B A; by 270°: B above A.
    [Theory]
    [InlineData(90, 1, 2, "AB")]
    [InlineData(180, 2, 1, "BA")]
    [InlineData(270, 1, 2, "BA")]
    public void Apply_TwoPixels_TurnsThemClockwise(int degrees, int width, int height, string order)
    {
        Image turned = new Turn(degrees).Apply(new Image(2, 1, [1, 1, 1, 2, 2, 2]));

        (turned.Width, turned.Height).ShouldBe((width, height));
        string.Concat(turned.Pixels.ToArray().Where((_, i) => i % 3 == 0).Select(v => v == 1 ? 'A' : 'B'))
            .ShouldBe(order);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void Back_OfAPixel_HasItsColour(int degrees)
    {
        Image picture = TestPicture.Of(7, 5), turned = new Turn(degrees).Apply(picture);
        for (int y = 0; y < turned.Height; y++)
        {
            for (int x = 0; x < turned.Width; x++)
            {
                Point from = new Turn(degrees).Back(new Point(x, y), 7, 5);
                turned.Pixels.Span.Slice(((y * turned.Width) + x) * 3, 3).ToArray()
                    .ShouldBe(picture.Pixels.Span.Slice((((int)from.Y * 7) + (int)from.X) * 3, 3).ToArray());
            }
        }
    }
}
