using NetVips;
using VipsImage = NetVips.Image;

namespace Mien.Faces.Images;

/// <summary>Pixels of this program as pictures of libvips, without a copy.</summary>
internal static class VipsPixels
{
    /// <summary>[height, width, 3] bytes as an sRGB picture; they must not change while it is used.</summary>
    public static VipsImage Over(byte[] pixels, int width, int height)
    {
        using VipsImage bare = VipsImage.NewFromMemory<byte>(pixels, width, height, 3, Enums.BandFormat.Uchar);
        return bare.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>Computes a picture of three 8-bit colours into its [height, width, 3] bytes, part by part.</summary>
    public static void Compute(VipsImage picture, byte[] pixels)
    {
        using VipsImage target = VipsImage.NewFromMemory<byte>(
            pixels, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar);
        picture.Write(target);
    }
}
