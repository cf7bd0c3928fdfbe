using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Faces.Alignment;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Cli.Commands;

/// <summary><c>mien align</c>: the normalised crop of a face.</summary>
internal static class AlignCommand
{
    public static Command Create()
    {
        InputFileArgument photo = new("photo") { Description = PictureOptions.Kinds };
        OutputFileOption output = new("--out", "crop.png")
        {
            Description = "The crop: .png, .jpg or .webp",
            HelpName = "file",
            Required = true,
        };
        Option<int> size = new Option<int>("--size")
        {
            Description = "Side of the crop in pixels",
            DefaultValueFactory = _ => 256,
        }.Within(16, 4096);
        Option<FaceChoice> face = FaceOption.Create();
        Option<double> largest = PictureOptions.MaximumMegapixels();
        ExampleCommand command = new("align", "Cut a face out of a photo, upright and centred as generators expect it (FFHQ)",
            "mien align photo.jpg --out crop.png",
            "mien align group.jpg --out crop.png --size 1024 --face 2 --json > crop.json")
        {
            photo, output, size, face, largest,
        };
        command.SetAction((parsed, stop) =>
        {
            string path = parsed.GetRequiredValue(photo), to = parsed.GetRequiredValue(output);
            Image picture = PictureOptions.Read(path, parsed.GetValue(largest));
            using FaceDetector detector = new();
            Face found = FaceOption.Find(detector, picture, path, parsed.GetRequiredValue(face));
            AlignedCrop geometry = AlignedCrop.Of(picture, found.Landmarks, parsed.GetValue(size));
            Image crop = geometry.Cut(picture);
            stop.ThrowIfCancellationRequested();
            crop.Write(to);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { photo = path, crop = to, face = found, geometry });
            }
            else
            {
                Console.Out.WriteLine($"{to}: {crop.Width}×{crop.Height} px");
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
