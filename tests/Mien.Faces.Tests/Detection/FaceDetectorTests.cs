using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Detection;

public sealed class FaceDetectorTests : IClassFixture<FaceDetectorTests.Loaded>
{
    private readonly FaceDetector _detector;

    public FaceDetectorTests(Loaded loaded) => _detector = loaded.Detector;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 500)]
    [InlineData(300, 200)]
    public void Find_PictureWithoutFace_IsEmpty(int width, int height)
        => _detector.Find(TestPicture.Of(width, height)).ShouldBeEmpty();

    [Fact]
    public void Find_ModelMissing_SaysWhichPackage()
    {
        using FaceDetector detector = new("/nowhere/model.dat");
        Should.Throw<FileNotFoundException>(
            () => detector.Find(TestPicture.Of(100, 100))).Message.ShouldContain("libdlib-data");
    }

    [PhotoFact]
    public void Find_EachPhoto_ShowsOneUprightFace()
    {
        foreach (string path in Photos.All)
        {
            Face face = _detector.Find(Image.Read(path)).ShouldHaveSingleItem();
            face.Landmarks.Count.ShouldBe(68);
            Math.Abs(face.Roll).ShouldBeLessThan(15);
            face.Turned.ShouldBe(0);
            face.Upsampled.ShouldBeFalse();
        }
    }

    [PhotoFact]
    public void Find_SamePhotoTwice_GivesTheSameBits()
    {
        Image photo = Image.Read(Photos.PathOf("001-smiling.jpg")),
            again = Image.Read(Photos.PathOf("001-smiling.jpg"));

        Face a = _detector.Find(photo)[0], b = _detector.Find(again)[0];

        a.Landmarks.ShouldBe(b.Landmarks);
        a.Confidence.ShouldBe(b.Confidence);
        AlignedCrop.Of(photo, a.Landmarks, 256).Cut(photo).Hash.ShouldBe(
            AlignedCrop.Of(again, b.Landmarks, 256).Cut(again).Hash);
    }

    // The detector's boxes come in a few sizes: a face of 288 × 312 px of landmarks has a larger one than a face of 319
    // × 336.
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.94)]
    [InlineData(0.97)]
    [InlineData(1.03)]
    [InlineData(1.06)]
    [InlineData(1.1)]
    public void Find_TwoFacesOfNearlyOneSize_ListsTheLargerFirst(double ratio)
    {
        Image one = Samples.Picture("gus").Resize(480, 480), other = one.Resize((int)(480 * ratio), (int)(480 * ratio));
        Image both = SideBySide(one, other);

        IReadOnlyList<Face> faces = _detector.Find(both);

        faces.Count.ShouldBe(2);
        faces[0].Extent.ShouldBeGreaterThanOrEqualTo(faces[1].Extent);
        (Point.Mean([.. faces[0].Landmarks]).X > 480).ShouldBe(ratio > 1);
    }

    /// <summary>
    /// Upside down, a head of hair below two eyes looks like a face that stands upright: in the picture as it stands
    /// one of the two is so found, with little confidence.
    /// </summary>
    [Theory]
    [InlineData(165)]
    [InlineData(170)]
    [InlineData(180)]
    public void Find_TwoPeopleUpsideDown_FindsBothAsTheyStand(int degrees)
    {
        Image pair = Samples.Picture("hana-and-ines"), small = pair.Resize(700, 700 * pair.Height / pair.Width);

        IReadOnlyList<Face> faces = _detector.Find(
            new TurnedPart(new((small.Width - 1) / 2.0, (small.Height - 1) / 2.0), degrees, 860, 1).Cut(small));

        faces.Count.ShouldBe(2);
        faces.ShouldAllBe(face => Math.Abs(Math.IEEERemainder(face.Roll - degrees, 360)) < 8);
    }

    [Fact]
    public void Find_TwoPeople_ListsTheOneWithTheLargerLandmarksFirst()
    {
        IReadOnlyList<Face> faces = _detector.Find(Samples.Picture("hana-and-ines"));

        faces.Count.ShouldBe(2);
        (double Width, double Height)[] sizes = [.. faces.Select(
            face => (face.Landmarks.Max(p => p.X) - face.Landmarks.Min(p => p.X),
                face.Landmarks.Max(p => p.Y) - face.Landmarks.Min(p => p.Y)))];
        sizes[0].Width.ShouldBeGreaterThan(sizes[1].Width);
        sizes[0].Height.ShouldBeGreaterThan(sizes[1].Height);
    }

    [Theory]
    [InlineData("gus")]
    [InlineData("ada")]
    [InlineData("eve")]
    public void Find_FaceTurnedByAnyAngle_HasItsRollOrIsDoubtful(string name)
        => CheckTurned(Samples.Picture(name));

    [PhotoTheory]
    [InlineData("001-smiling.jpg")]
    [InlineData("141-neutral.jpg")]
    public void Find_PhotoTurnedByAnyAngle_HasItsRollOrIsDoubtful(string name)
        => CheckTurned(Image.Read(Photos.PathOf(name)));

    [PhotoTheory]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void Find_TurnedPhoto_SaysByHowMuchItTurned(int degrees)
    {
        Image photo = Image.Read(Photos.PathOf("090-neutral.jpg"));
        Face upright = _detector.Find(photo)[0];

        Face turned = _detector.Find(new Turn(degrees).Apply(photo)).ShouldHaveSingleItem();

        turned.Turned.ShouldBe(360 - degrees);
        for (int i = 0; i < 68; i++)
        {
            (new Turn(degrees).Back(
                turned.Landmarks[i], photo.Width, photo.Height) - upright.Landmarks[i]).Length.ShouldBeLessThan(4);
        }
    }

    [PhotoFact]
    public void Find_SmallFace_IsFoundAtTwiceTheSize()
    {
        Image small = Image.Read(Photos.PathOf("090-neutral.jpg")).Resize(140, 140);

        _detector.Find(small).ShouldHaveSingleItem().Upsampled.ShouldBeTrue();
    }

    [PhotoTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void PasteBack_UnchangedCropOfAPhotoOfAnyOrientation_GivesThePhotoBack(int orientation)
    {
        // The stored pixels are upright, so turned or mirrored when read; mirrored faces are faces.
        string path = Path.Combine(Path.GetTempPath(), $"mien-{Guid.NewGuid():N}.jpg");
        try
        {
            File.WriteAllBytes(
                path, JpegFile.WithOrientation(File.ReadAllBytes(Photos.PathOf("037-smiling.jpg")), orientation));
            Image photo = Image.Read(path);
            AlignedCrop crop = AlignedCrop.Of(photo, _detector.Find(photo).ShouldHaveSingleItem().Landmarks, 1024);

            Composite result = Compositor.Paste(photo, crop, crop.Cut(photo));

            (double psnr, int outside) = Difference.Inside(result.Mask, photo, result.Picture);
            psnr.ShouldBeGreaterThanOrEqualTo(45);
            outside.ShouldBe(0);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [PhotoFact]
    public void PasteBack_FaceAtTheBorder_GivesThePhotoBack()
    {
        Image whole = Image.Read(Photos.PathOf("005-smiling.jpg"));
        Image photo = whole.Cut(new Box(400, 330, 1024, 800));
        AlignedCrop moved = AlignedCrop.Of(
            photo, [.. _detector.Find(whole)[0].Landmarks.Select(p => p - new Point(400, 330))], 1024);

        Composite result = Compositor.Paste(photo, moved, moved.Cut(photo));

        (double psnr, int outside) = Difference.Inside(result.Mask, photo, result.Picture);
        psnr.ShouldBeGreaterThanOrEqualTo(45);
        outside.ShouldBe(0);
    }

    private static Image SideBySide(Image left, Image right)
    {
        int height = Math.Max(left.Height, right.Height), width = left.Width + right.Width;
        byte[] pixels = new byte[width * height * 3];
        foreach ((Image picture, int at) in ((Image, int)[])[(left, 0), (right, left.Width)])
        {
            for (int y = 0; y < picture.Height; y++)
            {
                picture.Pixels.Span.Slice(y * picture.Width * 3, picture.Width * 3)
                    .CopyTo(pixels.AsSpan(((y * width) + at) * 3));
            }
        }

        return new(width, height, pixels);
    }

    private void CheckTurned(Image picture)
    {
        Image small = picture.Resize(512, 512 * picture.Height / picture.Width);
        double upright = _detector.Find(small)[0].Roll;
        List<string> wrong = [];
        int doubtful = 0;
        for (int degrees = 0; degrees < 360; degrees += 15)
        {
            Image turned = new TurnedPart(
                new((small.Width - 1) / 2.0, (small.Height - 1) / 2.0), degrees, 740, 1).Cut(small);
            Face face = _detector.Find(turned).ShouldHaveSingleItem($"turned by {degrees}°");
            double off = Math.IEEERemainder(face.Roll - upright - degrees, 360);
            doubtful += face.IsDoubtful ? 1 : 0;
            if (Math.Abs(off) > 5 && !face.IsDoubtful)
            {
                wrong.Add($"{degrees}°: {off:0.0}° off");
            }
        }

        wrong.ShouldBeEmpty();
        doubtful.ShouldBeLessThanOrEqualTo(4); // of 24 angles; such a face says so
    }

    /// <summary>The model is loaded once for all of them.</summary>
    public sealed class Loaded : IDisposable
    {
        internal FaceDetector Detector { get; } = new();

        public void Dispose() => Detector.Dispose();
    }
}
