using VipsImage = NetVips.Image;

namespace Mien.Faces.Images;

/// <summary>
/// The file that a picture comes from: its profile and metadata, and its pixels in its own colours where these are not
/// sRGB.
/// </summary>
internal sealed record Origin
{
    /// <summary>The profile if it is one of red, green and blue, and so can be written again.</summary>
    public byte[]? Profile { get; init; }

    /// <summary>EXIF, IPTC and XMP as the file has them; empty where it has none.</summary>
    public required byte[] Exif { get; init; }

    /// <inheritdoc cref="Exif"/>
    public required byte[] Iptc { get; init; }

    /// <inheritdoc cref="Exif"/>
    public required byte[] Xmp { get; init; }

    /// <summary>Pixels per millimetre, across and down.</summary>
    public required (double X, double Y) Resolution { get; init; }

    /// <summary>The pixels as read, sRGB.</summary>
    public byte[] Read { get; init; } = [];

    /// <summary>The same pixels in the colours of the profile; null if these are sRGB.</summary>
    public byte[]? Own { get; init; }

    public static Origin Of(VipsImage file) => new()
    {
        Profile = ColourProfile.RgbOf(file),
        Exif = Field(file, "exif-data"),
        Iptc = Field(file, "iptc-data"),
        Xmp = Field(file, "xmp-data"),
        Resolution = (file.Xres, file.Yres),
    };

    /// <summary>
    /// A picture in the colours of the profile, not computed yet; pixels that are as they were read keep their exact
    /// values.
    /// </summary>
    public VipsImage InOwnColours(Image picture)
    {
        VipsImage srgb = VipsPixels.Over(picture.Bytes, picture.Width, picture.Height);
        if (Own is null || Profile is null)
        {
            return srgb;
        }

        using VipsImage now = srgb, converted = ColourProfile.FromSrgb(now, Profile);
        using VipsImage before = VipsPixels.Over(Read, picture.Width, picture.Height),
            own = VipsPixels.Over(Own, picture.Width, picture.Height);
        using VipsImage equal = now.Equal(before), unchanged = equal.BandAnd();
        return unchanged.Ifthenelse(own, converted);
    }

    private static byte[] Field(VipsImage file, string name) => file.Contains(name) ? (byte[])file.Get(name) : [];
}
