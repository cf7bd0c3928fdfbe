using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Faces.Alignment;
using Mien.Faces.Compositing;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Faces.Motion;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien paste</c>: a changed crop back into its photo.</summary>
internal static class PasteCommand
{
    public static Command Create()
    {
        InputFileArgument photo = new("photo") { Description = "The photo that the crop was cut from" };
        InputFileOption crop = new("--crop")
        {
            Description = "The new crop, square",
            HelpName = "file",
            Required = true,
        };
        OutputFileOption output = new("--out", "result.jpg")
        {
            Description = "The result: .png, .jpg or .webp",
            HelpName = "file",
            Required = true,
        };
        InputFileOption geometry = new("--geometry")
        {
            Description = "Where the crop lies, as 'mien align --json' printed it; without it the face is searched",
            HelpName = "file",
        };
        Option<FaceChoice> face = FaceOption.Create();
        InputFileOption reconstruction = new("--reconstruction")
        {
            Description = "What the generator draws for the unchanged face: only what differs from it in the new crop changes the photo, so that its own detail survives",
            HelpName = "file",
        };
        Option<PasteMode?> paste = new("--paste")
        {
            Description = "How the face goes back: move the photo's own pixels as the drawn face moves, add what changed, or replace the face [default: difference with a reconstruction, else plain]",
            HelpName = "motion|difference|plain",
        };
        Option<float> strength = new Option<float>("--strength")
        {
            Description = "With --paste motion: strength of the expression",
            DefaultValueFactory = _ => 1,
            HelpName = "x",
        }.Within(0, MotionPaste.MaximalStrength);
        Option<Blend> blend = new("--blend")
        {
            Description = "How the two meet: by the mask, or each band of detail over its own width",
            DefaultValueFactory = _ => new PasteOptions().Blend,
            HelpName = "how",
        };
        Option<ColourMatch> colours = new("--colours")
        {
            Description = "Colours taken over from the photo: none, mean or covariance",
            DefaultValueFactory = _ => new PasteOptions().ColourMatch,
            HelpName = "what",
        };
        Option<string> mask = new("--mask")
        {
            Description = "Where the new face shows: face, crop, or a picture of the photo's size or over the crop",
            DefaultValueFactory = _ => "face",
            HelpName = "face|crop|file",
        };
        OutputFileOption drawMask = new("--draw-mask", "mask.png")
        {
            Description = "Write the mask that was used",
            HelpName = "file",
        };
        Option<int> quality = new Option<int>("--quality")
        {
            Description = "Of JPEG and WebP",
            DefaultValueFactory = _ => new WriteOptions().Quality,
        }.Within(1, 100);
        // its name before
        Option<bool> keepLocation = PictureOptions.KeepLocation(), keepGps = new("--keep-gps") { Hidden = true };
        Option<double> largest = PictureOptions.MaximumMegapixels();
        ExampleCommand command = new("paste", "Put a changed crop back into its photo; outside the mask every pixel stays",
            "mien paste photo.jpg --crop new.png --out result.jpg",
            "mien paste photo.jpg --crop new.png --reconstruction old.png --geometry crop.json --out result.png",
            "mien paste photo.jpg --crop new.png --reconstruction old.png --paste motion --strength 0.7 --out result.png")
        {
            photo, crop, output, geometry, face, reconstruction, paste, strength, blend, colours, mask, drawMask,
            quality, keepLocation, keepGps, largest,
        };
        command.Exclude(geometry, face);
        command.SetAction((parsed, stop) =>
        {
            string path = parsed.GetRequiredValue(photo), to = parsed.GetRequiredValue(output),
                cropPath = parsed.GetRequiredValue(crop);
            PasteMode mode = parsed.GetValue(paste)
                ?? (parsed.GetValue(reconstruction) is null ? PasteMode.Plain : PasteMode.Difference);
            if (mode == PasteMode.None || (mode != PasteMode.Plain && parsed.GetValue(reconstruction) is null))
            {
                throw new ArgumentException(
                    mode == PasteMode.None
                        ? "--paste none would put nothing back"
                        : $"--paste {mode.ToString().ToLowerInvariant()} needs --reconstruction");
            }

            Image Read(string file) => PictureOptions.Read(file, parsed.GetValue(largest));
            Image picture = Read(path), newCrop = Read(cropPath);
            using FaceDetector detector = new();
            AlignedCrop place = parsed.GetValue(geometry) is { } saved
                ? Saved(saved, picture, path)
                : AlignedCrop.Of(
                    picture, FaceOption.Find(detector, picture, path, parsed.GetRequiredValue(face)).Landmarks,
                    SizeOf(newCrop));
            string shape = parsed.GetRequiredValue(mask);
            IReadOnlyList<Face> drawn = shape == "face" ? detector.Find(newCrop) : [];
            if (shape == "face" && drawn.Count == 0)
            {
                Console.Error.WriteLine(
                    $"mien: {cropPath}: no face was found in the new crop, so the mask is that of the photo's face alone");
            }

            PasteOptions options = (mode == PasteMode.Motion ? MotionPaste.DefaultOptions : new()) with
            {
                Reconstruction = mode != PasteMode.Plain ? Read(parsed.GetRequiredValue(reconstruction)!) : null,
                Blend = parsed.GetValue(blend),
                ColourMatch = parsed.GetValue(colours),
                Shape = shape == "crop" ? MaskShape.Crop : MaskShape.Face,
                Mask = shape is "face" or "crop" ? null : Read(shape),
                NewLandmarks = drawn.Count > 0 ? drawn[0].Landmarks : null,
            };
            Composite result = mode == PasteMode.Motion
                ? MotionPaste.Prepare(
                    picture, place, options.Reconstruction!, newCrop, options,
                    Guides(detector, options.Reconstruction!, newCrop)).At(parsed.GetValue(strength))
                : Compositor.Paste(picture, place, newCrop, options);
            stop.ThrowIfCancellationRequested();
            if (parsed.GetValue(drawMask) is { } maskPath)
            {
                result.Mask.ToImage().Write(maskPath);
            }

            result.Picture.Write(
                to, new WriteOptions
                {
                    Quality = parsed.GetValue(quality),
                    KeepLocation = parsed.GetValue(keepLocation)
                    || parsed.GetValue(keepGps)
                });
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new
                    {
                        photo = path,
                        crop = cropPath,
                        result = to,
                        options.Blend,
                        colours = options.ColourMatch,
                        mask = shape,
                        paste = mode,
                        geometry = place
                    });
            }
            else
            {
                Console.Out.WriteLine($"{to}: {result.Picture.Width}×{result.Picture.Height} px");
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }

    // The landmarks, where a face is seen in both.
    private static (Point, Point)[] Guides(FaceDetector detector, Image before, Image after) =>
        detector.Find(before) is [{ } old, ..] && detector.Find(after) is [{ } now, ..]
            ? [.. old.Landmarks.Zip(now.Landmarks)] : [];

    private static int SizeOf(Image crop) => Math.Clamp(crop.Width, 16, 4096);

    private static AlignedCrop Saved(string file, Image photo, string photoPath)
    {
        AlignedCrop geometry;
        try
        {
            geometry = AlignedCrop.Parse(File.ReadAllText(file));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file}: {e.Message}", e);
        }

        return geometry.SourceHash == photo.Hash
            ? geometry
            : throw new FormatException(
                $"{file}: the geometry is of another photo than {photoPath}; run 'mien align' on this one");
    }
}
