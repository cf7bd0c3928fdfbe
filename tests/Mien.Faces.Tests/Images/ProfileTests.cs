using Mien.Faces.Images;

namespace Mien.Faces.Tests.Images;

/// <summary>Photos in colours of their own, wider than sRGB.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-profile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WideColours_AreConverted()
    {
        Image photo = Photo([200, 100, 50, 128, 128, 128, 0, 255, 0]);

        // The same primaries are more saturated in sRGB numbers; grey stays grey; the greenest green is out of reach
        // and cut off.
        ReadOnlySpan<byte> pixels = photo.Pixels.Span;
        ((int)pixels[0]).ShouldBeGreaterThan(205);
        ((int)pixels[2]).ShouldBeLessThan(45);
        ((int)pixels[3]).ShouldBeInRange(126, 130);
        (pixels[4], pixels[5]).ShouldBe((pixels[3], pixels[3]));
        (pixels[6], pixels[7]).ShouldBe(((byte)0, (byte)255));
    }

    [Fact]
    public void Encode_OnePixelChanged_KeepsTheExactValuesOfTheOthers()
    {
        byte[] stored = [.. Enumerable.Range(0, 64 * 3).Select(i => (byte)((i * 73) % 256))];
        Image photo = Photo(stored);
        byte[] changed = photo.Pixels.ToArray();
        changed.AsSpan(30, 3).Fill(128);

        byte[] written = photo.With(changed).Encode(ImageFormat.Png);
        string path = Path.Combine(_folder, "raw.png");
        File.WriteAllBytes(path, PngFile.Without("iCCP", written));
        byte[] raw = Image.Read(path).Pixels.ToArray();

        raw[..30].ShouldBe(stored[..30]);
        raw[33..].ShouldBe(stored[33..]);
        ((int)raw[30]).ShouldBeInRange(126, 130);

        // With its profile it reads as the changed picture.
        File.WriteAllBytes(path, written);
        Image again = Image.Read(path);
        again.Pixels.ToArray()[..30].ShouldBe(changed[..30]);
        ((int)again.Pixels.Span[31]).ShouldBeInRange(127, 129);
    }

    private Image Photo(byte[] stored)
    {
        string path = Path.Combine(_folder, "photo.png");
        File.WriteAllBytes(
            path, PngFile.Of(stored.Length / 3, 1, colourType: 2, depth: 8, [0, .. stored], IccFile.Wide()));
        return Image.Read(path);
    }
}
