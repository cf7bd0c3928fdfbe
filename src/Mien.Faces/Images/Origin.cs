using VipsImage = NetVips.Image;

namespace Mien.Faces.Images;

/// <summary>The file that a picture comes from: its profile and metadata, and its pixels in its own colours where these are not sRGB.</summary>
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

    /// <summary>sRGB pixels in the colours of the profile; those that are as they were read keep their exact values.</summary>
    public byte[] InOwnColours(Image picture)
    {
        byte[] srgb = picture.Bytes;
        if (Own is null || Profile is null)
        {
            return srgb;
        }

        byte[] own = ColourProfile.FromSrgb(srgb, picture.Width, picture.Height, Profile);
        if (Own.Length == own.Length)
        {
            for (int i = 0; i < own.Length; i += 3)
            {
                if (srgb[i] == Read[i] && srgb[i + 1] == Read[i + 1] && srgb[i + 2] == Read[i + 2])
                {
                    (own[i], own[i + 1], own[i + 2]) = (Own[i], Own[i + 1], Own[i + 2]);
                }
            }
        }

        return own;
    }

    private static byte[] Field(VipsImage file, string name) => file.Contains(name) ? (byte[])file.Get(name) : [];
}
