using System.Text;
using Mien.Faces.Images;

namespace Mien.Faces.Tests.Images;

/// <summary>
/// Where a photo was taken, in whichever schema, stays out of what is made from it unless it is asked for.
/// </summary>
public sealed class PlaceTests : IDisposable
{
    private const string Place = "Rungholt";
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-place-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""photoshop:City="Rungholt" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" """)]
    [InlineData("""photoshop:State="Rungholt" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" """)]
    [InlineData("""photoshop:Country="Rungholt" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" """)]
    [InlineData("""c:Location="Rungholt" xmlns:c="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" """)]
    [InlineData("""c:CountryCode="Rungholt" xmlns:c="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" """)]
    [InlineData("""e:GPSAreaInformation="Rungholt" xmlns:e="http://ns.adobe.com/exif/1.0/" """)]
    [InlineData("""d:GpsLongtitude="Rungholt" xmlns:d="http://www.dji.com/drone-dji/1.0/" """)]
    [InlineData("""g:lat="Rungholt" xmlns:g="http://www.w3.org/2003/01/geo/wgs84_pos#" """)]
    [InlineData("""p:location="Rungholt" xmlns:p="http://prismstandard.org/namespaces/basic/2.0/" """)]
    [InlineData("""m:shotLocation="Rungholt" xmlns:m="http://ns.adobe.com/xmp/1.0/DynamicMedia/" """)]
    [InlineData("""dc:coverage="Rungholt" xmlns:dc="http://purl.org/dc/elements/1.1/" """)]
    [InlineData("""t:spatial="Rungholt" xmlns:t="http://purl.org/dc/terms/" """)]
    [InlineData("""w:verbatimLocality="Rungholt" xmlns:w="http://rs.tdwg.org/dwc/terms/" """)]
    [InlineData("<i:LocationCreated xmlns:i=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><i:Sublocation>Rungholt</i:Sublocation></rdf:li></rdf:Bag></i:LocationCreated>")]
    [InlineData("<i:LocationShown xmlns:i=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"><rdf:Bag><rdf:li><rdf:Description i:City=\"Rungholt\"/></rdf:li></rdf:Bag></i:LocationShown>")]
    [InlineData("<x:Thumbnails xmlns:x=\"http://ns.adobe.com/xap/1.0/\"><rdf:Alt><rdf:li rdf:parseType=\"Resource\"><g:image xmlns:g=\"http://ns.adobe.com/xap/1.0/g/img/\">Rungholt</g:image></rdf:li></rdf:Alt></x:Thumbnails>", true)]
    public void Encode_XmpOfAnySchema_LeavesPlacesOut(string property, bool always = false)
    {
        bool element = property.StartsWith('<');
        string packet = $"""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" {(element ? "" : property)}><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li xml:lang="x-default">A title</rdf:li></rdf:Alt></dc:title>{(element ? property : "")}</rdf:Description></rdf:RDF></x:xmpmeta>
            """;
        Check(Photo((0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(packet)])), "A title",
            always, Enum.GetValues<ImageFormat>());
    }

    [Theory]
    [InlineData(26)]
    [InlineData(27)]
    [InlineData(90)]
    [InlineData(92)]
    [InlineData(95)]
    [InlineData(100)]
    [InlineData(101)]
    public void Encode_Iptc_LeavesPlacesOut(byte dataset)
    {
        byte[] records = [.. Record(5, "A title"), .. Record(dataset, Place), .. Record(120, "A caption")];
        Check(Photo((0xED, Resources((0x0404, records)))), "A caption", always: false, ImageFormat.Jpeg);
    }

    [Fact]
    public void Encode_PhotoshopResourcesWithThumbnailsAndFurtherMetadata_AreLeftOut()
        => Check(
            Photo((0xED, Resources(
                (0x040C, Encoding.ASCII.GetBytes(Place)), (0x0404, [.. Record(120, "A caption")]),
                (0x0424, Encoding.ASCII.GetBytes(Place))))), "A caption", always: true, ImageFormat.Jpeg);

    [Fact]
    public void Encode_Exif_LeavesOutPositionMakersNoteAndThumbnail()
    {
        byte[] place = Encoding.ASCII.GetBytes(Place + "\0"), maker = Encoding.ASCII.GetBytes("Acme Camera\0");
        // At 8 the main directory (3 entries, 42 bytes) and the place of the thumbnail's; values from 50 on.
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8,
            0, 3,
            .. JpegFile.Entry(0x010F, 2, 12, [0, 0, 0, 50]), .. JpegFile.Entry(0x8769, 4, 1, [0, 0, 0, 72]),
            .. JpegFile.Entry(0x8825, 4, 1, [0, 0, 0, 90]), 0, 0, 0, 108,
            .. maker, .. place, 0, // at 50 and 62
            0, 1, .. JpegFile.Entry(0x927C, 7, 9, [0, 0, 0, 62]), 0, 0, 0, 0, // at 72: the camera's
            0, 1, .. JpegFile.Entry(0x001C, 2, 9, [0, 0, 0, 62]), 0, 0, 0, 0, // at 90: the position's
            0, 1, .. JpegFile.Entry(0x010E, 2, 9, [0, 0, 0, 62]), 0, 0, 0, 0, // at 108: the thumbnail's
        ];
        Image photo = Photo((0xE1, exif));

        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            string plain = Latin(photo.Encode(format)), asked = Latin(
                photo.Encode(format, new WriteOptions { KeepLocation = true }));
            plain.ShouldContain("Acme Camera");
            plain.ShouldNotContain(Place);
            int copies = format == ImageFormat.Png ? 2 : 1; // PNG has it as text, too
            asked.Split(Place).Length.ShouldBe(1 + copies, "of the three only the position");
        }
    }

    private static void Check(Image photo, string stays, bool always, params ImageFormat[] formats)
    {
        foreach (ImageFormat format in formats)
        {
            string plain = Latin(photo.Encode(format)), asked = Latin(
                photo.Encode(format, new WriteOptions { KeepLocation = true }));
            plain.ShouldContain(stays);
            plain.ShouldNotContain(Place);
            asked.Contains(Place, StringComparison.Ordinal).ShouldBe(!always);
        }
    }

    private static string Latin(byte[] file) => Encoding.Latin1.GetString(file);

    private static byte[] Record(byte dataset, string text)
        => [0x1C, 2, dataset, 0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Resources(params (ushort Number, byte[] Data)[] resources)
        => [.. "Photoshop 3.0\0"u8, .. resources.SelectMany(
            r => (byte[])[.. "8BIM"u8, (byte)(r.Number >> 8), (byte)r.Number, 0, 0, 0, 0, 0, (byte)r.Data.Length,
                .. r.Data, .. new byte[r.Data.Length & 1]])];

    private Image Photo((byte Marker, byte[] Content) segment)
    {
        string path = Path.Combine(_folder, "photo.jpg");
        File.WriteAllBytes(
            path, JpegFile.WithSegment(
                TestPicture.Of(20, 20).Encode(ImageFormat.Jpeg), segment.Marker, segment.Content));
        return Image.Read(path);
    }
}
