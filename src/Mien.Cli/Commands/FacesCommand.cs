using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Faces.Detection;
using Mien.Faces.Images;

namespace Mien.Cli.Commands;

/// <summary><c>mien faces</c>: the faces of a photo.</summary>
internal static class FacesCommand
{
    public static Command Create()
    {
        InputFileArgument photo = new("photo") { Description = PictureOptions.Kinds };
        OutputFileOption draw = new("--draw", "faces.png")
        {
            Description = "Write the photo with boxes and landmarks drawn on it",
            HelpName = "file",
        };
        Option<double> largest = PictureOptions.MaximumMegapixels();
        ExampleCommand command = new("faces", "List the faces of a photo, the largest first",
            "mien faces photo.jpg", "mien faces photo.jpg --draw faces.png", "mien faces photo.jpg --json")
        {
            photo, draw, largest,
        };
        command.SetAction((parsed, stop) =>
        {
            string path = parsed.GetRequiredValue(photo);
            Image picture = PictureOptions.Read(path, parsed.GetValue(largest));
            using FaceDetector detector = new();
            IReadOnlyList<Face> faces = detector.Find(picture);
            stop.ThrowIfCancellationRequested();
            if (parsed.GetValue(draw) is { } drawn)
            {
                FaceDrawing.Draw(picture, faces).Write(drawn);
            }

            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { photo = path, width = picture.Width, height = picture.Height, faces });
                return Task.FromResult(CommandLine.Good);
            }

            if (faces.Count == 0)
            {
                Report.Notice($"{path}: no face was found");
            }

            for (int i = 0; i < faces.Count; i++)
            {
                Face face = faces[i];
                FaceBox box = face.Box;
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{i}: at {box.Left:0},{box.Top:0}, {box.Width:0}×{box.Height:0} px, confidence {face.Confidence:0.00}, roll {face.Roll:0.0}°, eyes {face.InterOcular:0.0} px apart{FaceOption.HowFound(face)}"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
