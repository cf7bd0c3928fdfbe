using Mien.Faces.Images;
using NetVips;
using Image = Mien.Faces.Images.Image;
using VipsImage = NetVips.Image;

namespace Mien.Faces.Tests.Images;

/// <summary>
/// Kinds of samples and profiles that files pair, rightly or not: they are read as the colours that they show, or the
/// true reason is said.
/// </summary>
public sealed class ColoursTests : IDisposable
{
    private static readonly byte[] _levels = [0, 30, 60, 90, 128, 160, 200, 255];
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-colours-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("grey.jpg")]
    [InlineData("grey.tif")]
    [InlineData("grey.webp")]
    public void Read_GreyPixelsWithAnRgbProfile_AreThoseOfEqualRedGreenAndBlue(string name)
    {
        using VipsImage grey = Grey();
        Image plain = Read("plain" + Path.GetExtension(name), grey, null);
        using VipsImage bare = VipsImage.NewFromMemory<byte>(plain.Pixels, 8, 8, 3, Enums.BandFormat.Uchar),
            rgb = bare.Copy(interpretation: Enums.Interpretation.Srgb);

        Difference.Between(Read(name, grey, IccFile.Wide()), Read("rgb.tif", rgb, IccFile.Wide())).Largest.ShouldBe(0);
    }

    [Fact]
    public void Encode_GreyPhotoWithAnRgbProfile_IsGreyInItsProfile()
    {
        using VipsImage grey = Grey();
        Image photo = Read("grey.jpg", grey, IccFile.Wide());
        string path = Path.Combine(_folder, "again.png");

        photo.With(photo.Pixels.ToArray()).Write(path);

        Difference.Between(Image.Read(path), photo).Largest.ShouldBe(0);
        photo.Pixels.ToArray().Chunk(3).ShouldAllBe(p => p[0] == p[1] && p[1] == p[2]);
    }

    [Theory]
    [InlineData("rgb.jpg", "grey")] // the profile of other channels than the pixels have
    [InlineData("rgb.tif", "cmyk")]
    [InlineData("rgb.tif", "grey")]
    [InlineData("rgb.tif", "noise")]
    [InlineData("rgb.tif", "cut")]
    public void Read_RgbPixelsWithAProfileThatIsNotTheirs_AreSrgb(string name, string kind)
    {
        byte[] profile = kind switch
        {
            "cmyk" => Inks(),
            "grey" => Signed("GRAY"),
            "noise" => [.. Enumerable.Range(0, 500).Select(i => (byte)(i * 31))],
            _ => IccFile.Wide()[..200],
        };
        using VipsImage rgb = Rgb();

        Difference.Between(
            Read(name, rgb, profile), Read("plain" + Path.GetExtension(name), rgb, null)).Largest.ShouldBe(0);
    }

    [Theory]
    [InlineData(Enums.Interpretation.Lab, 2)]
    [InlineData(Enums.Interpretation.Labs, 2)]
    [InlineData(Enums.Interpretation.Labq, 12)] // whole steps of a* and b*, each of some levels of blue
    [InlineData(Enums.Interpretation.Xyz, 6)]
    [InlineData(Enums.Interpretation.Scrgb, 2)]
    [InlineData(Enums.Interpretation.Rgb16, 2)]
    public void Read_OtherColourSpaces_ShowTheSameColours(Enums.Interpretation space, int most)
    {
        using VipsImage rgb = Rgb(), other = rgb.Colourspace(space);

        (double mean, int largest) = Difference.Between(Read("other.tif", other, null), Read("plain.tif", rgb, null));

        mean.ShouldBeLessThan(most / 2.0);
        largest.ShouldBeLessThanOrEqualTo(most);
    }

    [Theory]
    [InlineData("own")]
    [InlineData("none")]
    [InlineData("rgb")]
    public void Read_Inks_WithAnyProfile_ShowColoursNearTheOriginal(string kind)
    {
        using VipsImage rgb = Rgb(), inks = rgb.IccTransform("cmyk", inputProfile: "srgb", embedded: false, depth: 8);
        byte[]? profile = kind switch { "own" => Inks(), "rgb" => IccFile.Wide(), _ => null };
        using VipsImage bare = inks.Mutate(image => image.Remove("icc-profile-data"));

        // inks reach fewer colours
        Difference.Between(Read("inks.tif", bare, profile), Read("plain.tif", rgb, null)).Mean.ShouldBeLessThan(25);
    }

    [Fact]
    public void Read_TransparentInks_AreOverTheBackground()
    {
        using VipsImage rgb = Rgb(), inks = rgb.IccTransform("cmyk", inputProfile: "srgb", embedded: false, depth: 8);
        using VipsImage clear = inks * 0.0, alpha = clear[0], both = inks.Bandjoin(alpha),
            eight = both.Cast(Enums.BandFormat.Uchar);

        Read("clear.tif", eight, null).Pixels.ToArray().ShouldAllBe(level => level == 255);
    }

    [Fact]
    public void Read_RealGrey_IsLinearLight()
    {
        using VipsImage grey = Grey(), rgb = grey.Bandjoin(grey, grey),
            named = rgb.Copy(interpretation: Enums.Interpretation.Srgb),
                light = named.Colourspace(Enums.Interpretation.Scrgb), one = light[0];

        Difference.Between(
            Read("real.tif", one, null), Read("plain.tif", named, null)).Largest.ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData(7, Enums.BandFormat.Uchar, "7 channels")]
    [InlineData(3, Enums.BandFormat.Int, "type int")]
    [InlineData(3, Enums.BandFormat.Short, "type short")]
    public void Read_ChannelsThatAreNoColours_SaysSoAndNotDamaged(int bands, Enums.BandFormat format, string says)
    {
        using VipsImage grey = Grey(), many = grey.Bandjoin(Enumerable.Repeat(grey, bands - 1).ToArray()),
            other = many.Cast(format);
        string path = Path.Combine(_folder, "many.tif");
        other.Tiffsave(path);

        string message = Should.Throw<ImageFileException>(() => Image.Read(path)).Message;

        message.ShouldContain(says);
        message.ShouldNotContain("damaged");
    }

    [Theory]
    [InlineData("BM", "a BMP picture")]
    [InlineData("\u00FF\u000A", "a JPEG XL picture")]
    [InlineData("\0\0\0\u000CJXL \r\n", "a JPEG XL picture")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("<svg xmlns", "an SVG drawing")]
    [InlineData("8BPS", "a Photoshop file")]
    [InlineData("PK\u0003\u0004", "a zip archive")]
    public void Read_OtherKindsOfFiles_AreNamedWithWhatToDo(string start, string says)
    {
        string path = Path.Combine(_folder, "other.jpg");
        File.WriteAllBytes(path, [.. start.Select(c => (byte)c), .. new byte[100]]);

        string message = Should.Throw<ImageFileException>(() => Image.Read(path)).Message;

        message.ShouldContain(says);
        message.ShouldContain("convert it to PNG or JPEG");
    }

    [Fact]
    public void Read_Gif_IsItsFirstFrame()
    {
        // One pixel of 255, 0, 128 (GIF89a: a palette of two colours, LZW codes clear, 0, end).
        byte[] gif = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 128, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2,
            2, 0x44, 1, 0, 0x3B];
        Image.Decode(gif, "a.gif").Pixels.ToArray().ShouldBe([255, 0, 128]);
    }

    // 8 × 8 px.
    private static VipsImage Grey()
    {
        using VipsImage bare = VipsImage.NewFromMemory<byte>(
            (byte[])[.. Enumerable.Range(0, 64).Select(i => _levels[(i + (i / 8)) % 8])], 8, 8, 1,
            Enums.BandFormat.Uchar);
        return bare.Copy(interpretation: Enums.Interpretation.Bw);
    }

    private static VipsImage Rgb()
    {
        using VipsImage bare = VipsImage.NewFromMemory<byte>(
            TestPicture.Of(32, 24).Pixels, 32, 24, 3, Enums.BandFormat.Uchar);
        return bare.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    // The profile of inks that libvips has.
    private static byte[] Inks()
    {
        using VipsImage rgb = Rgb(), inks = rgb.IccTransform("cmyk", inputProfile: "srgb", embedded: false, depth: 8);
        return (byte[])inks.Get("icc-profile-data");
    }

    private static byte[] Signed(string space)
    {
        byte[] profile = IccFile.Wide();
        System.Text.Encoding.ASCII.GetBytes(space).CopyTo(profile, 16);
        return profile;
    }

    private Image Read(string name, VipsImage picture, byte[]? profile)
    {
        string path = Path.Combine(_folder, name);
        using VipsImage named = picture.Mutate(image =>
        {
            if (profile is not null)
            {
                image.Set(GValue.BlobType, "icc-profile-data", profile);
            }
        });
        if (path.EndsWith(".tif", StringComparison.Ordinal))
        {
            named.Tiffsave(path);
        }
        else if (path.EndsWith(".jpg", StringComparison.Ordinal) && profile is not null)
        {
            // libvips writes no profile into a JPEG that it does not belong to.
            File.WriteAllBytes(
                path, JpegFile.WithSegment(
                    picture.JpegsaveBuffer(q: 100), 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. profile]));
        }
        else
        {
            named.WriteToFile(path, new VOption { { "Q", 100 } });
        }

        return Image.Read(path);
    }
}
