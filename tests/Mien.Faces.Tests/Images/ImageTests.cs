using System.Text;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Images;

public sealed class ImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-images-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.png", 0)]
    [InlineData("a.webp", 0)]
    [InlineData("a.jpg", 12)]
    public void Write_ThenRead_GivesThePixelsBack(string name, int largest)
    {
        Image picture = TestPicture.Of(70, 40);
        string path = Path.Combine(_folder, name);

        picture.Write(path, new WriteOptions { Quality = 100 });

        Difference.Between(picture, Image.Read(path)).Largest.ShouldBeLessThanOrEqualTo(largest);
        Directory.GetFiles(_folder).ShouldBe([path]);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        Image picture = TestPicture.Of(70, 40);

        picture.Encode(ImageFormat.Jpeg).ShouldBe(picture.Encode(ImageFormat.Jpeg));
    }

    // Orientation n of a picture: its stored pixel (x, y) shows at Upright(n, x, y) of the upright picture.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Read_ExifOrientation_IsUpright(int orientation)
    {
        Image stored = TestPicture.Of(48, 32);
        string path = Path.Combine(_folder, "turned.jpg");
        File.WriteAllBytes(
            path, JpegFile.WithOrientation(
                stored.Encode(ImageFormat.Jpeg, new WriteOptions { Quality = 100 }), orientation));

        Image upright = Image.Read(path);

        (upright.Width, upright.Height).ShouldBe(orientation >= 5 ? (32, 48) : (48, 32));
        Image plain = Image.Read(PlainOf(stored));
        for (int y = 0; y < stored.Height; y++)
        {
            for (int x = 0; x < stored.Width; x++)
            {
                (int u, int v) = Upright(orientation, x, y, stored.Width, stored.Height);
                upright.Pixels.Span.Slice(((v * upright.Width) + u) * 3, 3).ToArray()
                    .ShouldBe(plain.Pixels.Span.Slice(((y * plain.Width) + x) * 3, 3).ToArray());
            }
        }

        // Written again it must not be turned a second time.
        string again = Path.Combine(_folder, "again.jpg");
        upright.Write(again);
        Image second = Image.Read(again);
        (second.Width, second.Height).ShouldBe((upright.Width, upright.Height));
        Difference.Between(upright, second).Mean.ShouldBeLessThan(3);
    }

    [Fact]
    public void Read_TransparentPng_IsFlattenedOverTheBackground()
    {
        string path = Path.Combine(_folder, "clear.png");
        File.WriteAllBytes(path, PngFile.Of(2, 1, colourType: 6, depth: 8, [0, 255, 0, 0, 0, 0, 0, 0, 255]));

        Image.Read(path).Pixels.ToArray().ShouldBe([255, 255, 255, 0, 0, 0]);
        Image.Read(path, new ReadOptions { Background = (10, 20, 30) }).Pixels.ToArray()
            .ShouldBe([10, 20, 30, 0, 0, 0]);
    }

    [Fact]
    public void Read_GreyAnd16BitPng_IsSrgb()
    {
        string grey = Path.Combine(_folder, "grey.png"), deep = Path.Combine(_folder, "deep.png");
        File.WriteAllBytes(grey, PngFile.Of(2, 1, colourType: 0, depth: 8, [0, 7, 200]));
        File.WriteAllBytes(deep, PngFile.Of(1, 1, colourType: 2, depth: 16, [0, 0x80, 0x00, 0xFF, 0xFF, 0x01, 0x00]));

        Image.Read(grey).Pixels.ToArray().ShouldBe([7, 7, 7, 200, 200, 200]);
        Image.Read(deep).Pixels.ToArray().ShouldBe([0x80, 0xFF, 0x01]);
    }

    [Fact]
    public void Read_DeclaredSizeAboveTheLimit_IsRefusedBeforeDecoding()
    {
        string path = Path.Combine(_folder, "huge.png");
        File.WriteAllBytes(path, PngFile.Of(30_000, 30_000, colourType: 2, depth: 8, [0, 1, 2, 3]));

        Failure(path).ShouldContain("30000×30000");
    }

    [Theory]
    [InlineData("empty.jpg", "empty")]
    [InlineData("text.jpg", "not a JPEG")]
    [InlineData("missing.jpg", "no such file")]
    [InlineData("cut.jpg", "cut short")]
    [InlineData("cut.png", "cut short")]
    public void Read_BadFile_SaysItsPathAndWhatIsWrong(string name, string reason)
    {
        string path = Path.Combine(_folder, name);
        byte[] jpeg = TestPicture.Of(200, 200).Encode(ImageFormat.Jpeg),
            png = TestPicture.Of(200, 200).Encode(ImageFormat.Png);
        byte[]? content = name switch
        {
            "empty.jpg" => [],
            "text.jpg" => Encoding.UTF8.GetBytes("A letter, not a picture.\n"),
            "cut.jpg" => jpeg[..(jpeg.Length / 2)],
            "cut.png" => png[..(png.Length / 2)],
            _ => null,
        };
        if (content is not null)
        {
            File.WriteAllBytes(path, content);
        }

        string message = Failure(path);
        message.ShouldStartWith(path);
        message.ShouldContain(reason);
        message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("a.gif", ".png, .jpg or .webp")]
    [InlineData("nowhere/a.png", "folder does not exist")]
    [InlineData("taken.png", "is a folder")]
    public void Write_BadPlace_SaysWhatToDoAndLeavesNothing(string name, string reason)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "taken.png"));
        string path = Path.Combine(_folder, name);

        Should.Throw<ImageFileException>(() => TestPicture.Of(4, 4).Write(path)).Message.ShouldContain(reason);

        Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void Constructor_WrongLength_NamesBothSizes()
        => Should.Throw<ArgumentException>(
            () => new Image(2, 2, new byte[11])).Message.ShouldContain("12 bytes, not 11");

    [Fact]
    public void Resize_ConstantPicture_StaysConstant()
    {
        byte[] pixels = new byte[50 * 30 * 3];
        Array.Fill<byte>(pixels, 137);

        Image small = new Image(50, 30, pixels).Resize(17, 9);

        small.Pixels.ToArray().ShouldAllBe(value => value == 137);
    }

    private string PlainOf(Image picture)
    {
        string path = Path.Combine(_folder, "plain.jpg");
        picture.Write(path, new WriteOptions { Quality = 100 });
        return path;
    }

    private static string Failure(string path) => Should.Throw<ImageFileException>(() => Image.Read(path)).Message;

    internal static (int X, int Y) Upright(int orientation, int x, int y, int width, int height) => orientation switch
    {
        2 => (width - 1 - x, y),
        3 => (width - 1 - x, height - 1 - y),
        4 => (x, height - 1 - y),
        5 => (y, x),
        6 => (height - 1 - y, x),
        7 => (height - 1 - y, width - 1 - x),
        8 => (y, width - 1 - x),
        _ => (x, y),
    };
}
