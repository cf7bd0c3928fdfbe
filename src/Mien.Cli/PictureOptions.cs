using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Faces.Images;

namespace Mien.Cli;

/// <summary>What commands that read and write photos have in common.</summary>
internal static class PictureOptions
{
    /// <summary>What a photo may be.</summary>
    public const string Kinds = "JPEG, PNG, WebP, TIFF, HEIC, AVIF or GIF";

    private const double Most = 700; // megapixels; more have more bytes than an array

    /// <summary><c>--max-megapixels</c>, for a command that reads photos.</summary>
    public static Option<double> MaximumMegapixels() => new Option<double>("--max-megapixels")
    {
        Description = "Refuse pictures that are larger",
        HelpName = "millions",
        DefaultValueFactory = _ => new ReadOptions().MaximumPixels / 1e6,
    }.Within(0.0001, Most);

    /// <summary><c>--keep-location</c>, for a command whose result comes from a photo.</summary>
    public static Option<bool> KeepLocation()
        => new("--keep-location")
        {
            Description =
            "Hand on where the photo was taken: coordinates and names of places"
        };

    /// <summary>Reads a picture; one that is too large is refused with the option that allows it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="megapixels">The largest that is read.</param>
    /// <exception cref="ImageFileException">It cannot be read, or is too large.</exception>
    public static Image Read(string path, double megapixels)
        => Read(path, new ReadOptions { MaximumPixels = (long)(megapixels * 1e6) }, "--max-megapixels ");

    /// <summary>As <see cref="Read(string, double)"/>, of a command whose settings say how.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="allow">What to type before the millions of pixels that are to be allowed.</param>
    public static Image Read(string path, ReadOptions options, string allow = "--set max-megapixels=")
    {
        try
        {
            return Image.Read(path, options);
        }
        catch (ImageFileException e) when (e.TooManyPixels is { } pixels)
        {
            string what = pixels > Most * 1e6 ? "make it smaller first"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"allow it with {allow}{Math.Ceiling(pixels / 1e6)}, or make it smaller first");
            throw new ImageFileException(e.Path, $"{e.Reason}; {what}", e);
        }
    }
}
