using System.Text;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Images;

/// <summary>What of a photo's metadata goes into a picture made from it.</summary>
public sealed class MetadataTests : IDisposable
{
    private const string Statement =
        "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-metadata-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    public void Encode_EditedPhoto_KeepsTheCameraAndLeavesOutThePosition(ImageFormat format)
    {
        Image photo = Photo();

        string plain = Latin(photo.Encode(format)), asked = Latin(
            photo.Encode(format, new WriteOptions { KeepLocation = true }));

        plain.ShouldContain("Acme Camera");
        plain.ShouldContain("A title");
        plain.ShouldNotContain("WGS-84");
        plain.ShouldNotContain("52,30.5N");
        asked.ShouldContain("WGS-84");
        asked.ShouldContain("52,30.5N");
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    public void Encode_Composite_SaysThatItIsOne(ImageFormat format)
    {
        Image bare = TestPicture.Of(20, 20).With(DigitalSource.CompositeWithTrainedAlgorithmicMedia);
        Image photo = Photo().With(DigitalSource.CompositeWithTrainedAlgorithmicMedia);

        Latin(bare.Encode(format)).ShouldContain(Statement);
        string both = Latin(photo.Encode(format));
        both.ShouldContain(Statement);
        both.ShouldContain("A title");
        both.ShouldNotContain("digitalCapture");

        // What was written is found again.
        string path = Path.Combine(_folder, "again." + format);
        File.WriteAllBytes(path, photo.Encode(format));
        Latin(Image.Read(path).Encode(ImageFormat.Jpeg)).ShouldContain(Statement);
    }

    [Fact]
    public void Encode_PhotoWithoutStatement_SaysNothing()
        => Latin(TestPicture.Of(20, 20).Encode(ImageFormat.Jpeg)).ShouldNotContain("digitalsourcetype");

    private static string Latin(byte[] file) => Encoding.Latin1.GetString(file);

    // A JPEG with EXIF (maker, map datum of the position) and XMP (title, position, source type).
    private Image Photo()
    {
        byte[] jpeg = TestPicture.Of(20, 20).Encode(ImageFormat.Jpeg);
        byte[] maker = Encoding.ASCII.GetBytes("Acme Camera\0"), datum = Encoding.ASCII.GetBytes("WGS-84\0\0");
        byte[] exif =
        [
            .. Encoding.ASCII.GetBytes("Exif\0\0MM\0*"), 0, 0, 0, 8,
            0, 2, // at 8: the main directory, 2 entries, 30 bytes
            .. JpegFile.Entry(0x010F, 2, 12, [0, 0, 0, 38]),
            .. JpegFile.Entry(0x8825, 4, 1, [0, 0, 0, 50]),
            0, 0, 0, 0,
            .. maker, // at 38
            0, 1, // at 50: the directory of the position, 1 entry, 18 bytes
            .. JpegFile.Entry(0x0012, 2, 7, [0, 0, 0, 68]),
            0, 0, 0, 0,
            .. datum, // at 68
        ];
        byte[] xmp = Encoding.UTF8.GetBytes("http://ns.adobe.com/xap/1.0/\0" + """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="52,30.5N"
              xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Headline="A title">
              <i:DigitalSourceType xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</i:DigitalSourceType>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            """);
        string path = Path.Combine(_folder, "photo.jpg");
        File.WriteAllBytes(path, JpegFile.WithSegment(JpegFile.WithSegment(jpeg, 0xE1, xmp), 0xE1, exif));
        return Image.Read(path);
    }
}
