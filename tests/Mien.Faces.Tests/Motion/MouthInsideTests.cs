using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Portraits;

namespace Mien.Faces.Tests.Motion;

/// <summary>The inside of a mouth that opens is that of the face which the expression is from.</summary>
public sealed class MouthInsideTests
{
    private const int PhotoSize = 320;
    private const int Size = 128;
    private const int SourceSize = 256;

    private static readonly Expression _open = new() { JawDrop = 0.7f, LipsPart = 1 };
    private static readonly Portrait _person = DrawnFace.Person(3);
    private static readonly Portrait _other = DrawnFace.Person(8);
    private static readonly Image _photo = DrawnFace.Photo(_person, PhotoSize);
    private static readonly AlignedCrop _crop = AlignedCrop.Of(_photo, DrawnFace.Landmarks(_person, PhotoSize), Size);

    [Fact]
    public void At_MouthThatOpens_ShowsTheInsideOfTheOther()
    {
        Composite without = Prepare(_open, null).At(1), with = Prepare(_open, Blue(_open)).At(1);

        Blueness(with.Picture, Middle(_open)).ShouldBeGreaterThan(60);
        Blueness(without.Picture, Middle(_open)).ShouldBeLessThan(0);
    }

    /// <summary>Nothing but the mouth's inside is another: no lip, no skin.</summary>
    [Fact]
    public void At_MouthThatOpens_ChangesNothingElse()
    {
        byte[] without = Prepare(_open, null).At(1).Picture.Pixels.ToArray(),
            with = Prepare(_open, Blue(_open)).At(1).Picture.Pixels.ToArray();
        Point[] lips = [.. Points(_open, Size)[48..60].Select(ToPhoto)];
        (double left, double right) = (lips.Min(p => p.X), lips.Max(p => p.X));
        (double top, double bottom) = (lips.Min(p => p.Y), lips.Max(p => p.Y));

        for (int i = 0; i < with.Length; i++)
        {
            int x = i / 3 % PhotoSize, y = i / 3 / PhotoSize;
            if (x < left || x > right || y < top || y > bottom)
            {
                with[i].ShouldBe(without[i]);
            }
        }
    }

    [Theory]
    [InlineData(true, 0f)]   // the other's mouth is shut
    [InlineData(false, 0.7f)] // the photo's mouth is open, and stays so
    public void At_NothingToSee_IsAsWithoutTheOther(bool isShut, float jaw)
    {
        OpenMouth other = Blue(isShut ? new() : _open);
        Expression before = new() { JawDrop = jaw, LipsPart = jaw > 0 ? 1 : 0 }, after = isShut ? _open : before with
        {
            Smile = 0.5f,
        };

        Prepare(after, other, before).At(1).Picture.Hash.ShouldBe(Prepare(after, null, before).At(1).Picture.Hash);
    }

    /// <summary>Landmarks that are all at one place tell of no mouth.</summary>
    [Fact]
    public void At_SourceWhoseMouthIsAPoint_IsAsWithoutIt()
    {
        OpenMouth point = Blue(_open) with { Landmarks = [.. Enumerable.Repeat(new Point(0.5, 0.5), 68)] };

        Prepare(_open, point).At(1).Picture.Hash.ShouldBe(Prepare(_open, null).At(1).Picture.Hash);
    }

    /// <summary>
    /// Teeth hang from the upper lip: a mouth that opens less shows their upper part at the same size.
    /// </summary>
    [Fact]
    public void At_MouthThatOpensLess_ShowsWhatIsBelowTheUpperLip()
    {
        Expression less = new() { JawDrop = 0.25f, LipsPart = 0.6f };
        OpenMouth other = Blue(_open with { JawDrop = 1 }, lowerHalf: 20);

        Blueness(Prepare(less, other).At(1).Picture, Middle(less)).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void At_PhotoInGrey_StaysGrey()
    {
        Image grey = new(
            PhotoSize, PhotoSize, [.. _photo.Pixels.ToArray().Chunk(3).SelectMany(c => Enumerable.Repeat(c[1], 3))]);
        byte[] pixels = MotionPaste.Prepare(
            grey, AlignedCrop.Of(grey, _crop.Landmarks, Size), Crop(new()), Crop(_open), guides: Guides(new(), _open),
            mouth: Blue(_open)).At(1).Picture.Pixels.ToArray();

        pixels.Chunk(3).ShouldAllBe(c => c[0] == c[1] && c[1] == c[2]);
        pixels.ShouldNotBe(grey.Pixels.ToArray());
    }

    private static MotionPaste Prepare(Expression after, OpenMouth? mouth, Expression? before = null)
    {
        Portrait person = _person with { Expression = before ?? new() };
        Image photo = DrawnFace.Photo(person, PhotoSize);
        return MotionPaste.Prepare(
            photo, AlignedCrop.Of(photo, _crop.Landmarks, Size), Crop(person.Expression), Crop(after),
            guides: Guides(person.Expression, after), mouth: mouth);
    }

    private static (Point, Point)[] Guides(Expression before, Expression after)
        => [.. Points(before, Size).Zip(Points(after, Size))];

    private static Image Crop(Expression expression)
        => DrawnFace.Crop(_person with { Expression = expression }, Size);

    private static Point[] Points(Expression expression, int size)
        => DrawnFace.Points(_person with { Expression = expression }, size);

    // Another person, whose mouth is blue inside; its lower half may be grey.
    private static OpenMouth Blue(Expression expression, byte? lowerHalf = null)
    {
        Portrait other = _other with { Expression = expression };
        Point[] landmarks = DrawnFace.Points(other, SourceSize);
        LipLines lips = new(landmarks);
        byte[] pixels = DrawnFace.Crop(other, SourceSize).Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (double along, double down) = lips.Local(new(i / 3 % SourceSize, i / 3 / SourceSize));
            if (along is > 0 and < 1 && down > lips.Upper(along) - 1 && down < lips.Lower(along) + 1)
            {
                bool isLower = down > (lips.Upper(along) + lips.Lower(along)) / 2;
                byte grey = isLower && lowerHalf is { } level ? level : (byte)60;
                (pixels[i], pixels[i + 1], pixels[i + 2]) =
                    (grey, grey, isLower && lowerHalf is { } ? grey : (byte)255);
            }
        }

        return new(
            new(SourceSize, SourceSize, pixels), null, [.. landmarks.Select(
                p => new Point((p.X + 0.5) / SourceSize, (p.Y + 0.5) / SourceSize))]);
    }

    private static Point Middle(Expression expression)
    {
        Point[] points = Points(expression, Size);
        return ToPhoto(points[62] + ((points[66] - points[62]) * 0.4));
    }

    private static Point ToPhoto(Point crop) => _crop.Transform.Apply(crop);

    private static double Blueness(Image picture, Point at)
    {
        int first = (((int)Math.Round(at.Y) * picture.Width) + (int)Math.Round(at.X)) * 3;
        ReadOnlySpan<byte> pixel = picture.Pixels.Span[first..];
        return pixel[2] - ((pixel[0] + pixel[1]) / 2.0);
    }
}
