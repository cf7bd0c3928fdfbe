using Mien.Faces.Native;

namespace Mien.Faces.Images;

/// <summary>The file that a picture comes from: its metadata, and its pixels in its own colours where these are not sRGB.</summary>
/// <param name="Photo">Holds profile and metadata.</param>
/// <param name="HasProfile">Whether the profile describes RGB and so can be written again.</param>
/// <param name="Read">The pixels as read, sRGB.</param>
/// <param name="Own">The same pixels in the colours of the profile; null if these are sRGB.</param>
internal sealed record Origin(PhotoHandle Photo, bool HasProfile, byte[] Read, byte[]? Own)
{
    /// <summary>sRGB pixels in the colours of the profile; those that are as they were read keep their exact values.</summary>
    public unsafe byte[] InOwnColours(byte[] srgb)
    {
        byte[] own = new byte[srgb.Length];
        fixed (byte* from = srgb, to = own)
        {
            Shim.mien_photo_to_own(Photo, from, to, (nuint)(srgb.Length / 3)).OrThrow();
        }

        if (Own is { } before && before.Length == own.Length)
        {
            for (int i = 0; i < own.Length; i += 3)
            {
                if (srgb[i] == Read[i] && srgb[i + 1] == Read[i + 1] && srgb[i + 2] == Read[i + 2])
                {
                    (own[i], own[i + 1], own[i + 2]) = (before[i], before[i + 1], before[i + 2]);
                }
            }
        }

        return own;
    }

    /// <summary>The XMP packet, or empty.</summary>
    public unsafe byte[] Xmp()
    {
        Shim.mien_photo_xmp(Photo, out Blob blob).OrThrow();
        byte[] packet = new ReadOnlySpan<byte>(blob.Data, checked((int)blob.Length)).ToArray();
        GC.KeepAlive(Photo);
        return packet;
    }
}
