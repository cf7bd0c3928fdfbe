using System.Text;
using NetVips;
using VipsImage = NetVips.Image;

namespace Mien.Faces.Images;

/// <summary>Colour profiles (ICC.1) of files, and pixels in their colours.</summary>
internal static class ColourProfile
{
    /// <summary>The field of libvips that holds the profile.</summary>
    public const string Field = "icc-profile-data";

    /// <summary>Signatures of colour spaces, at byte 16 of a profile (ICC.1:2022, 7.2.6).</summary>
    public const string Rgb = "RGB ", Grey = "GRAY", Inks = "CMYK";

    private const int SpaceAt = 16;
    private const Enums.Intent Intent = Enums.Intent.Relative;

    /// <summary>The colour space that the profile of a file describes; empty without one.</summary>
    public static string Space(VipsImage file)
        => Of(file) is { Length: >= SpaceAt + 4 } profile ? Encoding.ASCII.GetString(profile, SpaceAt, 4) : "";

    /// <summary>
    /// The profile of a file whose pixels it describes and whose colours are red, green and blue or grey; else null.
    /// </summary>
    public static byte[]? RgbOf(VipsImage file)
        => Space(file) == Rgb && Describes(file.Interpretation) && Of(file) is { } profile && CanBeUsed(profile)
            ? profile : null;

    /// <summary>
    /// Whether a grid over all colours stays within one level of itself: then converting would only add rounding.
    /// </summary>
    public static bool IsSrgbInAllButName(byte[] profile)
    {
        (byte[] grid, byte[] converted) = Grid(profile);
        return grid.Zip(converted).All(pair => Math.Abs(pair.First - pair.Second) <= 1);
    }

    /// <summary>From the colours of a profile to sRGB, [height, width, 3] each.</summary>
    public static byte[] ToSrgb(byte[] own, int width, int height, byte[] profile)
    {
        using VipsImage pixels = VipsPixels.Over(own, width, height),
            named = pixels.Mutate(image => image.Set(GValue.BlobType, Field, profile));
        using VipsImage srgb = named.IccTransform(
            "srgb", intent: Intent, blackPointCompensation: true, embedded: true, depth: 8);
        byte[] result = new byte[own.Length];
        VipsPixels.Compute(srgb, result);
        return result;
    }

    /// <summary>From sRGB to the colours of a profile, of 8 bits, not computed yet.</summary>
    public static VipsImage FromSrgb(VipsImage srgb, byte[] profile)
    {
        using VipsImage seen = srgb.IccImport(intent: Intent, blackPointCompensation: true, inputProfile: "srgb");
        using VipsImage named = seen.Mutate(image => image.Set(GValue.BlobType, Field, profile));
        return named.IccExport(intent: Intent, blackPointCompensation: true, depth: 8);
    }

    private static byte[]? Of(VipsImage file) => file.Contains(Field) ? (byte[])file.Get(Field) : null;

    private static bool Describes(Enums.Interpretation kind)
        => kind is Enums.Interpretation.Srgb or Enums.Interpretation.Rgb16 or Enums.Interpretation.Rgb
        or Enums.Interpretation.Bw or Enums.Interpretation.Grey16 or Enums.Interpretation.Multiband;

    // A profile that is damaged is as good as none.
    private static bool CanBeUsed(byte[] profile)
    {
        try
        {
            Grid(profile);
            return true;
        }
        catch (VipsException)
        {
            return false;
        }
    }

    private static (byte[] Grid, byte[] Converted) Grid(byte[] profile)
    {
        const int Step = 15;
        int side = (255 / Step) + 1;
        byte[] grid = new byte[side * side * side * 3];
        for (int i = 0; i < grid.Length / 3; i++)
        {
            (grid[3 * i], grid[(3 * i) + 1], grid[(3 * i) + 2]) =
                ((byte)(i / side / side * Step), (byte)(i / side % side * Step), (byte)(i % side * Step));
        }

        return (grid, ToSrgb(grid, side * side, side, profile));
    }
}
