using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Compositing;

public sealed class CompositorTests
{
    [Theory]
    [InlineData("upright", Blend.Feather)]
    [InlineData("upright", Blend.Pyramid)]
    [InlineData("rotated", Blend.Pyramid)]
    [InlineData("border", Blend.Pyramid)]
    public void Paste_UnchangedCrop_GivesThePhotoBack(string name, Blend blend)
    {
        Image photo = GoldenFile.Picture($"{name}.png");
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks(name), 1024);

        Composite result = Compositor.Paste(photo, crop, crop.Cut(photo), new PasteOptions { Blend = blend });

        (double psnr, int outside) = Difference.Inside(result.Mask, photo, result.Picture);
        psnr.ShouldBeGreaterThanOrEqualTo(45);
        outside.ShouldBe(0);
    }

    [Fact]
    public void Paste_ReducedPhoto_LandsWhereItWasCut()
    {
        // Here the photo is halved before it is sampled, which shifts the crop by half a pixel; detail is lost, so
        // smooth content.
        Image photo = TestPicture.Of(660, 640);
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("shrunk"), 128);

        Composite result = Compositor.Paste(
            photo, crop, crop.Cut(photo), new PasteOptions { Blend = Blend.Feather, ColourMatch = ColourMatch.None });

        Difference.Inside(result.Mask, photo, result.Picture).Psnr.ShouldBeGreaterThanOrEqualTo(45);
    }

    [Theory]
    [InlineData(Blend.Feather)]
    [InlineData(Blend.Pyramid)]
    public void Paste_NewCropEqualToItsReconstruction_ChangesNothing(Blend blend)
    {
        Image photo = GoldenFile.Picture("upright.png");
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("upright"), 256);
        Image drawn = TestPicture.Of(256, 256);

        Composite result = Compositor.Paste(
            photo, crop, drawn, new PasteOptions { Reconstruction = drawn, Blend = blend });

        result.Picture.Pixels.ToArray().ShouldBe(photo.Pixels.ToArray());
    }

    /// <summary>
    /// A line that the generator draws paler than it is moves away: without more than the difference, half of it would
    /// stay.
    /// </summary>
    [Fact]
    public void Paste_DifferenceOfAMovedLine_LeavesNoneWhereItWas()
    {
        const int Size = 256, Was = 150, Is = 162, Dark = 20, Pale = 90, Skin = 160, Freckle = 130;
        Image photo = GoldenFile.Picture("upright.png");
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("upright"), Size);
        photo = Compositor.Paste(
            photo, crop, Drawn(Was, Dark, withFreckle: true),
            new PasteOptions { ColourMatch = ColourMatch.None, Blend = Blend.Feather, Shape = MaskShape.Crop }).Picture;

        Composite result = Compositor.Paste(
            photo, crop, Drawn(Is, Pale),
            new PasteOptions { Reconstruction = Drawn(Was, Pale), Blend = Blend.Feather });

        Image after = crop.Cut(result.Picture);
        At(Was).ShouldBe(Skin, 12); // what is coarse of the difference stays; without yielding it is 93
        At(Is).ShouldBe(Pale, 12);
        At(185).ShouldBe(Freckle, 12); // nothing changes there: detail of the photo that the generator does not draw

        float At(int y) => after.Bytes[((y * Size) + 128) * 3];

        static Image Drawn(int line, byte value, bool withFreckle = false)
        {
            byte[] pixels = new byte[Size * Size * 3];
            Array.Fill(pixels, (byte)Skin);
            pixels.AsSpan((line - 2) * Size * 3, 5 * Size * 3).Fill(value);
            if (withFreckle)
            {
                pixels.AsSpan((185 - 2) * Size * 3, 5 * Size * 3).Fill(Freckle);
            }

            return new Image(Size, Size, pixels);
        }
    }

    /// <summary>Brows are part of an expression, and so is the room that they rise into.</summary>
    [Theory]
    [InlineData("upright", false)]
    [InlineData("upright", true)]
    [InlineData("rotated", false)]
    [InlineData("rotated", true)]
    public void Paste_StripedCrop_ShowsStripesOnAndAboveTheBrows(string name, bool isDifference)
    {
        const int Size = 256, Stripe = 3;
        Image photo = GoldenFile.Picture($"{name}.png");
        Point[] landmarks = GoldenFile.Landmarks(name);
        AlignedCrop crop = AlignedCrop.Of(photo, landmarks, Size);
        Image plain = crop.Cut(photo), striped = new(
            Size, Size, [.. plain.Bytes.Select(
                (b, i) => (byte)Math.Clamp(b + (i / (Size * 3) / Stripe % 2 == 0 ? 20 : -20), 0, 255))]);

        Image result = Compositor.Paste(
            photo, crop, striped,
            new PasteOptions { ColourMatch = ColourMatch.None, Reconstruction = isDifference ? plain : null }).Picture;

        Point eyes = (landmarks[45] - landmarks[36]) * 0.1, up = new(eyes.Y, -eyes.X);
        double whole = Stripes(landmarks[30]); // at the tip of the nose
        landmarks[17..27].SelectMany(brow => new[] { brow, brow + up }).Min(Stripes).ShouldBeGreaterThan(whole / 2);

        double Stripes(Point at) => MeanAt(result, photo, (int)at.X, (int)at.Y);
    }

    [Theory]
    [InlineData(ColourMatch.Mean, 2.0)]
    [InlineData(ColourMatch.Covariance, 2.5)]
    public void Paste_CropWithAColourCast_LosesIt(ColourMatch match, double levels)
    {
        Image photo = TestPicture.Of(560, 620);
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("upright"), 256);
        byte[] cast = crop.Cut(photo).Pixels.ToArray();
        for (int i = 0; i < cast.Length; i += 3)
        {
            cast[i] = (byte)Math.Min(cast[i] + 12, 255);
            cast[i + 2] = (byte)Math.Max(cast[i + 2] - 12, 0);
        }

        Image with = Compositor.Paste(
            photo, crop, new Image(256, 256, cast),
            new PasteOptions { Blend = Blend.Feather, ColourMatch = match }).Picture;
        Image without = Compositor.Paste(
            photo, crop, new Image(256, 256, cast),
            new PasteOptions { Blend = Blend.Feather, ColourMatch = ColourMatch.None }).Picture;

        // In the middle of the face, where the mask is 1.
        MeanAt(with, photo, 282, 300).ShouldBeLessThan(levels);
        MeanAt(without, photo, 282, 300).ShouldBeGreaterThan(6);
    }

    [Fact]
    public void Paste_OwnMask_ChangesOnlyItsBrightPart()
    {
        Image photo = TestPicture.Of(560, 620);
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("upright"), 256);
        byte[] bright = new byte[560 * 620 * 3];
        for (int y = 280; y < 320; y++)
        {
            bright.AsSpan(((y * 560) + 260) * 3, 40 * 3).Fill(255);
        }

        Composite result = Compositor.Paste(photo, crop, new Image(256, 256, new byte[256 * 256 * 3]),
            new PasteOptions
            {
                Mask = new Image(560, 620, bright),
                Blend = Blend.Feather,
                ColourMatch = ColourMatch.None
            });

        result.Picture.Pixels.Span.Slice(((300 * 560) + 280) * 3, 3).ToArray().ShouldAllBe(value => value == 0);
        Difference.Inside(result.Mask, photo, result.Picture).Outside.ShouldBe(0);
        result.Mask[259, 300].ShouldBe(0);
        result.Mask[260, 300].ShouldBe(1);
    }

    [Fact]
    public void Paste_Twice_GivesTheSameBits()
    {
        Image photo = GoldenFile.Picture("upright.png"), drawn = TestPicture.Of(300, 300);
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("upright"), 256);
        foreach (Blend blend in Enum.GetValues<Blend>())
        {
            PasteOptions options = new() { Blend = blend, ColourMatch = ColourMatch.Covariance };
            Compositor.Paste(photo, crop, drawn, options).Picture.Hash.ShouldBe(
                Compositor.Paste(photo, crop, drawn, options).Picture.Hash);
        }
    }

    [Fact]
    public void Paste_WrongSizes_AreTheCallersMistake()
    {
        Image photo = TestPicture.Of(560, 620);
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("upright"), 256);

        Should.Throw<ArgumentException>(
            () => Compositor.Paste(
                TestPicture.Of(561, 620), crop, TestPicture.Of(64, 64))).Message.ShouldContain("561×620");
        Should.Throw<ArgumentException>(
            () => Compositor.Paste(photo, crop, TestPicture.Of(64, 63))).Message.ShouldContain("64×63");
        Should.Throw<ArgumentException>(
            () => Compositor.Paste(
                photo, crop, TestPicture.Of(64, 64), new PasteOptions { Reconstruction = TestPicture.Of(32, 32) }))
            .Message.ShouldContain("32×32");
        Should.Throw<ArgumentException>(
            () => Compositor.Paste(
                photo, crop, TestPicture.Of(64, 64), new PasteOptions { Mask = new Image(8, 8, new byte[192]) }))
            .Message.ShouldContain("empty");
    }

    [Fact]
    public void Paste_Result_SaysThatItIsAComposite()
    {
        Image photo = TestPicture.Of(560, 620);
        AlignedCrop crop = AlignedCrop.Of(photo, GoldenFile.Landmarks("upright"), 256);

        Compositor.Paste(photo, crop, TestPicture.Of(64, 64)).Picture.DigitalSource.ShouldBe(
            DigitalSource.CompositeWithTrainedAlgorithmicMedia);
    }

    private static double MeanAt(Image a, Image b, int x, int y)
    {
        double sum = 0;
        for (int j = y - 10; j < y + 10; j++)
        {
            for (int i = (((j * a.Width) + x - 10) * 3); i < ((j * a.Width) + x + 10) * 3; i++)
            {
                sum += Math.Abs(a.Pixels.Span[i] - b.Pixels.Span[i]);
            }
        }

        return sum / (20 * 20 * 3);
    }
}
