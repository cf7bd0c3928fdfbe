using NetVips;
using VipsImage = NetVips.Image;

namespace Mien.Faces.Images;

/// <summary>The steps from a file's own samples to upright pixels of three 8-bit colours.</summary>
internal static class Decoded
{
    /// <summary>Width and height of the upright picture.</summary>
    public static (int Width, int Height) SizeOf(VipsImage file)
        => Orientation(file) >= 5 ? (file.Height, file.Width) : (file.Width, file.Height);

    /// <summary>An upright picture [height, width, 3] of 8 bits, not computed yet.</summary>
    /// <param name="file">Opened for sequential access; it is read once, when the result is.</param>
    /// <param name="profile">The file's RGB profile, whose colours stay; null to come out as sRGB.</param>
    /// <param name="background">The colour under transparent pixels, in the colours of the result.</param>
    /// <exception cref="UnknownColoursException">Its channels are no colours that can be converted.</exception>
    public static VipsImage Of(VipsImage file, byte[]? profile, (byte Red, byte Green, byte Blue) background)
    {
        VipsImage picture = Colours(file, profile);
        if (HasAlpha(file))
        {
            using VipsImage alpha = file[file.Bands - 1], opaque = picture, both = opaque.Bandjoin(alpha);
            using VipsImage flat = both.Flatten(
                [background.Red, background.Green, background.Blue], Opaque(file.Format));
            picture = flat.Cast(Enums.BandFormat.Uchar);
        }

        if (Orientation(file) == 1)
        {
            return picture;
        }

        using VipsImage lines = picture, whole = lines.CopyMemory(); // turning needs any line at any time
        return whole.Autorot();
    }

    private static int Orientation(VipsImage file)
        => file.Contains("orientation") && file.Get("orientation") is int and >= 1 and <= 8 and var turn ? turn : 1;

    private static bool HasAlpha(VipsImage file) => file.Coding == Enums.Coding.None && file.HasAlpha();

    private static double Opaque(Enums.BandFormat samples) => samples switch
    {
        Enums.BandFormat.Ushort => 65535,
        Enums.BandFormat.Float or Enums.BandFormat.Double => 1,
        _ => 255,
    };

    // Three 8-bit colours; transparency is left out.
    private static VipsImage Colours(VipsImage file, byte[]? profile)
    {
        int channels = HasAlpha(file) ? file.Bands - 1 : file.Bands;
        using VipsImage colours = channels == file.Bands ? file.Copy() : file.ExtractBand(0, channels);
        bool whole = colours.Format is Enums.BandFormat.Uchar or Enums.BandFormat.Ushort,
            real = colours.Format is Enums.BandFormat.Float or Enums.BandFormat.Double;
        switch (colours.Interpretation)
        {
            case Enums.Interpretation.Cmyk when channels == 4 && whole:
                return EightBits(colours.IccTransform(
                    "srgb", intent: Enums.Intent.Relative, embedded: ColourProfile.Space(colours) == ColourProfile.Inks,
                    inputProfile: "cmyk", depth: 8));
            case Enums.Interpretation.Lab or Enums.Interpretation.Labs
                or Enums.Interpretation.Labq or Enums.Interpretation.Xyz
                or Enums.Interpretation.Lch or Enums.Interpretation.Hsv or Enums.Interpretation.Yxy:
                // The direct way from packed CIELAB is a table of few entries.
                using (VipsImage exact = colours.Coding == Enums.Coding.Labq ? colours.LabQ2Lab() : colours.Copy())
                {
                    return EightBits(exact.Colourspace(Enums.Interpretation.Srgb));
                }

            case not Enums.Interpretation.Cmyk when channels == 1 && whole && profile is null
                && ColourProfile.Space(colours) == ColourProfile.Grey:
                return EightBits(colours.IccTransform("srgb", intent: Enums.Intent.Relative, embedded: true, depth: 8));
            case not Enums.Interpretation.Cmyk when channels is 1 or 3 && (whole || real):
                Enums.Interpretation rgb = real ? Enums.Interpretation.Scrgb // real numbers are linear light
                    : colours.Format == Enums.BandFormat.Ushort
                        ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb;
                using (VipsImage three = channels == 1 ? colours.Bandjoin(colours, colours) : colours.Copy())
                {
                    using VipsImage named = three.Copy(interpretation: rgb);
                    return EightBits(named.Colourspace(Enums.Interpretation.Srgb));
                }

            default:
                throw new UnknownColoursException(
                    $"has {file.Bands} {(file.Bands == 1 ? "channel" : "channels")} of type {colours.Format.ToString().ToLowerInvariant()} ({colours.Interpretation.ToString().ToLowerInvariant()}), "
                    + "which are no colours that can be shown; save it as an RGB picture of 8 or 16 bits");
        }
    }

    private static VipsImage EightBits(VipsImage colours)
    {
        using VipsImage owned = colours;
        return owned.Cast(Enums.BandFormat.Uchar);
    }
}

/// <summary>What a file holds cannot be converted to colours; the message says why.</summary>
internal sealed class UnknownColoursException(string message) : Exception(message);
