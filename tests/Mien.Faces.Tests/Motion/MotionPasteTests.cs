using System.Globalization;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Faces.Tests.Images;
using Mien.Portraits;

namespace Mien.Faces.Tests.Motion;

public sealed class MotionPasteTests
{
    private const int PhotoSize = 320;
    private const int Size = 128;

    private static readonly Portrait _person = DrawnFace.Person(3);
    private static readonly Image _photo = DrawnFace.Photo(_person, PhotoSize);
    private static readonly AlignedCrop _crop = AlignedCrop.Of(_photo, DrawnFace.Landmarks(_person, PhotoSize), Size);
    private static readonly Image _before = DrawnFace.Crop(_person, Size);
    private static readonly Image _after = DrawnFace.Crop(
        _person with { Expression = new() { Smile = 1, BrowRaiseInner = 1, JawDrop = 0.5f, LipsPart = 0.5f } }, Size);

    [Fact]
    public void At_Strength0_IsThePhoto() =>
        MotionPaste.Prepare(_photo, _crop, _before, _after).At(0).Picture.Pixels.ToArray()
            .ShouldBe(_photo.Pixels.ToArray());

    [Fact]
    public void At_NewCropEqualToItsReconstruction_IsThePhoto()
    {
        MotionPaste paste = MotionPaste.Prepare(_photo, _crop, _before, _before);

        paste.At(1).Picture.Pixels.ToArray().ShouldBe(_photo.Pixels.ToArray());
        paste.At(0.3f).Picture.Pixels.ToArray().ShouldBe(_photo.Pixels.ToArray());
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(1f)]
    [InlineData(1.5f)]
    public void At_AnyStrength_ChangesTheFaceAndNothingOutsideTheMask(float strength)
    {
        Composite result = MotionPaste.Prepare(_photo, _crop, _before, _after).At(strength);

        (double psnr, int outside) = Difference.Inside(result.Mask, _photo, result.Picture);
        outside.ShouldBe(0);
        psnr.ShouldBeLessThan(40);
        result.Picture.DigitalSource.ShouldBe(DigitalSource.CompositeWithTrainedAlgorithmicMedia);
    }

    /// <summary>
    /// The picture of the person with the other expression is known: motion comes nearer to it than doing nothing, at
    /// half strength too.
    /// </summary>
    [Fact]
    public void At_DrawnExpression_ComesNearTheDrawnTruth()
    {
        Expression half = new()
        {
            Smile = 0.5f,
            BrowRaiseInner = 0.5f,
        }, whole = new() { Smile = 1, BrowRaiseInner = 1 };
        MotionPaste paste = MotionPaste.Prepare(
            _photo, _crop, _before, DrawnFace.Crop(_person with { Expression = whole }, Size));

        Distance(1, whole).ShouldBeLessThan(0.4 * Distance(0, whole));
        Distance(0.5f, half).ShouldBeLessThan(0.5 * Distance(0, half));

        double Distance(float strength, Expression truth)
            => Difference.Between(
                paste.At(strength).Picture, DrawnFace.Photo(_person with { Expression = truth }, PhotoSize)).Mean;
    }

    /// <summary>The other one's skin and light are not put on the face; the expression is, as without them.</summary>
    [Fact]
    public void At_NewCropDarkerAllOver_ChangesNoSkin()
    {
        Expression smile = new() { Smile = 1, BrowRaiseInner = 1 };
        Image after = DrawnFace.Crop(_person with { Expression = smile }, Size);
        Image truth = DrawnFace.Photo(_person with { Expression = smile }, PhotoSize);
        double darker = Difference.Between(
            MotionPaste.Prepare(_photo, _crop, _before, Darker(after)).At(1).Picture, truth).Mean;

        Difference.Between(MotionPaste.Prepare(_photo, _crop, _before, Darker(_before)).At(1).Picture, _photo).Mean
            .ShouldBeLessThan(0.5);
        darker.ShouldBeLessThan(0.5 * Difference.Between(_photo, truth).Mean);

        static Image Darker(Image image) => new(
            image.Width, image.Height, [.. image.Pixels.ToArray().Select(v => (byte)Math.Max(0, v - 25))]);
    }

    /// <summary>
    /// What the generator does not draw, such as a mole, moves with the skin and is as sharp as it was.
    /// </summary>
    [Fact]
    public void Moved_DetailThatIsNotDrawn_MovesWithTheFace()
    {
        Point corner = DrawnFace.Landmarks(_person, PhotoSize)[54], mole = corner + new Point(6, -4);
        Image marked = Marked(_photo, mole);
        Portrait smiling = _person with { Expression = new() { Smile = 1 } };
        Point moved = DrawnFace.Landmarks(smiling, PhotoSize)[54] + new Point(6, -4);

        MotionPaste paste = MotionPaste.Prepare(marked, _crop, _before, DrawnFace.Crop(smiling, Size));
        MotionPaste unmarked = MotionPaste.Prepare(_photo, _crop, _before, DrawnFace.Crop(smiling, Size));

        (Point at, double depth) = Darkest(paste.At(1).Picture, unmarked.At(1).Picture);
        (at - moved).Length.ShouldBeLessThan(2.5);
        (at - mole).Length.ShouldBeGreaterThan(3);
        depth.ShouldBeGreaterThan(60); // of 90
    }

    /// <summary>
    /// Eyes that the generator blurs stay the photo's own, iris and all; where they close, lids are painted, and where
    /// the generator paints them well, all that changes.
    /// </summary>
    [Theory]
    [InlineData(0.15f, 3, false)]
    [InlineData(1f, 3, true)]
    [InlineData(0.15f, 0, true)]
    public void Painted_Eye_IsNothing_WhereItIsBlurredAndHardlyCloses(float blink, int blur, bool isPainted)
    {
        Portrait blinking = _person with { Expression = new() { BlinkLeft = blink, BlinkRight = blink, GazeX = 0.5f } };
        Point[] before = DrawnFace.Points(_person, Size), after = DrawnFace.Points(blinking, Size);

        double strength = Strength(
            MotionPaste.Prepare(
                _photo, _crop, Blurred(_before, blur), Blurred(DrawnFace.Crop(blinking, Size), blur),
                guides: [.. before.Zip(after)]).Painted(), after[68]);

        (strength > 6).ShouldBe(isPainted, strength.ToString(CultureInfo.InvariantCulture));

        static Image Blurred(Image face, int reach)
        {
            ColourField mean = Smoothing.Mean(ColourField.Of(face), reach);
            return new(Size, Size, [.. mean.Values.SelectMany(c => new[] { (byte)c[0], (byte)c[1], (byte)c[2] })]);
        }
    }

    /// <summary>A patch that the generator makes up on the chin is not painted; an open mouth is.</summary>
    [Fact]
    public void Painted_ApartFromEyesAndMouth_IsNothing_WhereLandmarksAreKnown()
    {
        Portrait shouting = _person with { Expression = new() { JawDrop = 1, LipsPart = 1 } };
        Point[] before = DrawnFace.Points(_person, Size), after = DrawnFace.Points(shouting, Size);
        Point chin = after[8] + ((after[57] - after[8]) * 0.25);
        Image patched = Patched(DrawnFace.Crop(shouting, Size), chin, Size / 40);
        Image free = MotionPaste.Prepare(_photo, _crop, _before, patched).Painted(),
            held = MotionPaste.Prepare(_photo, _crop, _before, patched, guides: [.. before.Zip(after)]).Painted();
        Strength(free, chin).ShouldBeGreaterThan(30);
        Strength(held, chin).ShouldBeLessThan(6);
        Strength(held, (after[62] + after[66]) * 0.5).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Paste_GreyPhoto_StaysGreyInEveryMode()
    {
        Image grey = Toned(_photo, light => (light, light, light));
        foreach (Image result in EveryMode(grey))
        {
            result.Pixels.Span.SequenceEqual(grey.Pixels.Span).ShouldBeFalse();
            byte[] pixels = result.Pixels.ToArray();
            Enumerable.Range(0, pixels.Length / 3).ShouldAllBe(
                i => pixels[3 * i] == pixels[(3 * i) + 1] && pixels[3 * i] == pixels[(3 * i) + 2]);
        }
    }

    [Fact]
    public void Paste_SepiaPhoto_KeepsItsTone()
    {
        Image sepia = Toned(_photo, light => (Math.Min(255, 1.08 * light + 8), light, 0.8 * light));
        foreach (Image result in EveryMode(sepia))
        {
            byte[] pixels = result.Pixels.ToArray();
            for (int i = 0; i < pixels.Length; i += 3)
            {
                if (pixels[i + 1] < 200) // above, red is at its end
                {
                    ((double)pixels[i]).ShouldBe((1.08 * pixels[i + 1]) + 8, 4);
                    ((double)pixels[i + 2]).ShouldBe(0.8 * pixels[i + 1], 4);
                }
            }
        }
    }

    [Fact]
    public void Paste_ColouredPhoto_HasNoTone()
        => ToneLine.Of(_photo, new Box(0, 0, PhotoSize, PhotoSize)).ShouldBeNull();

    [Fact]
    public void At_FaceAtTheBorder_KeepsWithinThePhoto()
    {
        Image photo = GoldenFile.Picture("border.png");
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("border"), Size);

        Composite result = MotionPaste.Prepare(photo, crop, _before, _after).At(1.5f);

        Difference.Inside(result.Mask, photo, result.Picture).Outside.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void At_PhotoWithAnOrientation_ChangesTheFaceWhereItIs(int orientation)
    {
        string path = Path.Combine(Path.GetTempPath(), $"mien-motion-{Guid.NewGuid():N}.jpg");
        File.WriteAllBytes(
            path, JpegFile.WithOrientation(
                _photo.Encode(ImageFormat.Jpeg, new WriteOptions { Quality = 95 }), orientation));
        Image photo = Image.Read(path);
        File.Delete(path);
        Point[] landmarks = [.. _crop.Landmarks.Select(
            p => ImageTests.Upright(orientation, (int)p.X, (int)p.Y, PhotoSize, PhotoSize))
                .Select(p => new Point(p.X, p.Y))];

        MotionPaste paste = MotionPaste.Prepare(photo, AlignedCrop.Of(photo, landmarks, Size), _before, _after);
        Composite result = paste.At(1);

        paste.At(0).Picture.Pixels.ToArray().ShouldBe(photo.Pixels.ToArray());
        Difference.Inside(result.Mask, photo, result.Picture).Outside.ShouldBe(0);
        result.Mask[(int)landmarks[54].X, (int)landmarks[54].Y].ShouldBe(1); // a corner of the mouth
        result.Picture.Encode(ImageFormat.Png).Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void At_SixteenBitGreyPhoto_IsTheGreyPhotoAtStrength0AndGreyAtStrength1()
    {
        byte[] rows = new byte[PhotoSize * ((2 * PhotoSize) + 1)];
        for (int y = 0; y < PhotoSize; y++)
        {
            for (int x = 0; x < PhotoSize; x++)
            {
                rows[(y * ((2 * PhotoSize) + 1)) + 1 + (2 * x)] = _photo.Pixels.Span[(((y * PhotoSize) + x) * 3) + 1];
            }
        }

        string path = Path.Combine(Path.GetTempPath(), $"mien-motion-{Guid.NewGuid():N}.png");
        File.WriteAllBytes(path, PngFile.Of(PhotoSize, PhotoSize, 0, 16, rows));
        Image photo = Image.Read(path);
        File.Delete(path);
        MotionPaste paste = MotionPaste.Prepare(photo, AlignedCrop.Of(photo, _crop.Landmarks, Size), _before, _after);

        paste.At(0).Picture.Pixels.ToArray().ShouldBe(photo.Pixels.ToArray());
        byte[] pixels = paste.At(1).Picture.Pixels.ToArray();
        Enumerable.Range(0, pixels.Length / 3).ShouldAllBe(
            i => pixels[3 * i] == pixels[(3 * i) + 1] && pixels[3 * i] == pixels[(3 * i) + 2]);
    }

    [Fact]
    public void At_Twice_GivesTheSameBits() => MotionPaste.Prepare(_photo, _crop, _before, _after).At(0.8f).Picture.Hash
        .ShouldBe(MotionPaste.Prepare(_photo, _crop, _before, _after).At(0.8f).Picture.Hash);

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.6f)]
    [InlineData(float.NaN)]
    public void At_StrengthOutOfRange_IsTheCallersMistake(float strength) =>
        Should.Throw<ArgumentOutOfRangeException>(
            () => MotionPaste.Prepare(_photo, _crop, _before, _after).At(strength)).Message.ShouldContain("0 to 1.5");

    private static IEnumerable<Image> EveryMode(Image photo) =>
    [
        MotionPaste.Prepare(photo, _crop, _before, _after).At(1).Picture,
        Compositor.Paste(photo, _crop, _after, new PasteOptions { Reconstruction = _before }).Picture,
        Compositor.Paste(photo, _crop, _after).Picture,
    ];

    private static Image Toned(Image photo, Func<double, (double, double, double)> tone)
    {
        byte[] pixels = photo.Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (double red, double green, double blue) = tone((pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        return new(photo.Width, photo.Height, pixels);
    }

    private static Image Marked(Image photo, Point at)
    {
        byte[] pixels = photo.Pixels.ToArray();
        for (int y = -3; y <= 3; y++)
        {
            for (int x = -3; x <= 3; x++)
            {
                int pixel = (((((int)at.Y + y) * photo.Width) + (int)at.X + x) * 3) + 1;
                pixels[pixel] = (byte)Math.Max(0, pixels[pixel] - (90 * Math.Exp(-((x * x) + (y * y)) / 3.0)));
            }
        }

        return new(photo.Width, photo.Height, pixels);
    }

    private static (Point At, double Depth) Darkest(Image marked, Image plain)
    {
        int best = Enumerable.Range(0, marked.Width * marked.Height)
            .MaxBy(i => plain.Pixels.Span[(3 * i) + 1] - marked.Pixels.Span[(3 * i) + 1]);
        return (new Point(best % marked.Width, best / marked.Width),
            plain.Pixels.Span[(3 * best) + 1] - marked.Pixels.Span[(3 * best) + 1]);
    }

    // The mean change of colour around a place of the crop.
    private static double Strength(Image painted, Point place)
    {
        Point at = _crop.Transform.Apply(place + new Point(0.5, 0.5));
        ReadOnlySpan<byte> pixels = painted.Pixels.Span;
        double sum = 0;
        for (int y = -2; y <= 2; y++)
        {
            for (int x = -2; x <= 2; x++)
            {
                int first = ((((int)at.Y + y) * painted.Width) + (int)at.X + x) * 3;
                for (int c = 0; c < 3; c++)
                {
                    sum += Math.Abs(pixels[first + c] - 128) / 75.0;
                }
            }
        }

        return sum;
    }

    private static Image Patched(Image image, Point middle, int radius)
    {
        byte[] pixels = image.Pixels.ToArray();
        for (int y = (int)middle.Y - radius; y <= middle.Y + radius; y++)
        {
            for (int x = (int)middle.X - radius; x <= middle.X + radius; x++)
            {
                pixels.AsSpan(((y * image.Width) + x) * 3, 3).Fill(20);
            }
        }

        return new(image.Width, image.Height, pixels);
    }
}
