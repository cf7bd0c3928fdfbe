using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Faces.Detection;
using Mien.Faces.Films;
using Mien.Films;
using Mien.Inversion;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien video</c>: expressions between photos and films.</summary>
internal static class VideoCommand
{
    public static Command Create()
    {
        FilmSettings usual = new();
        InputFileOption appearance = new("--appearance")
        {
            Description = "Whose person is to be seen: a photo with --driving, else a film",
            Required = true,
        };
        InputFileOption driving = new("--driving")
        {
            Description = "The film whose expressions the photo plays",
            HelpName = "film",
        };
        InputFileOption expression = new("--expression")
        {
            Description = "The photo whose expression the person of the film has; without it --strength scales the film's own",
            HelpName = "photo",
        };
        OutputFileOption output = new("--out", "result.mp4")
        {
            Description = "The result: .mp4, .mov, .mkv or .webm",
            HelpName = "film",
            Required = true,
        };
        Option<FaceChoice> face = FaceOption.Create("--face", "Which face of the film, where one is seen first"),
            photoFace = FaceOption.Create("--face-photo", "Which face of the photo");
        Option<int?> neutral = new Option<int?>("--neutral")
        {
            Description = "The frame in which the face of the film is at rest, from 0 [default: chosen by its landmarks]",
            HelpName = "n",
        }.Within(0);
        Option<int> steps = new Option<int>("--frame-steps")
        {
            Description = "Steps for each frame, from what the one before gave",
            DefaultValueFactory = _ => usual.FrameSteps,
            HelpName = "n",
        }.Within(1, 1000);
        Option<double> smoothing = new Option<double>("--smoothing")
        {
            Description = "Smoothing of the expression in time, without delay: seconds",
            DefaultValueFactory = _ => usual.StyleSmoothing,
            HelpName = "s",
        }.Within(0, FilmSettings.MostSmoothing);
        ShardOptions shards = new(
            "Do a share of the frames, such as 3/4 for the third of four, and write no film yet; the same command without it joins them");
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new(["layers", "mouth", "inversion"], "layers", "strength", "steps");
        ExampleCommand command = new("video", "Let a photo play the expressions of a film, or change the expression of a film's person",
            "mien video --appearance anna.jpg --driving ben.mp4 --out anna-as-ben.mp4",
            "mien video --appearance ben.mp4 --expression smile.jpg --out smiling.mp4",
            "mien video --appearance ben.mp4 --strength 0.5 --out calm.mp4",
            "mien video --appearance anna.jpg --driving ben.mp4 --out anna-as-ben.mp4 --shard 1/4")
        {
            appearance, driving, expression, output, face, photoFace, neutral, steps, smoothing, model,
        };
        options.AddTo(command);
        shards.AddTo(command);
        command.Exclude(driving, expression);
        command.SetAction((parsed, cancellation) =>
        {
            string to = parsed.GetRequiredValue(output), person = parsed.GetRequiredValue(appearance);
            if (!FilmWriter.CanWrite(to))
            {
                throw new ArgumentException($"--out {to}: films are written as .mp4, .mov, .mkv or .webm");
            }

            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings transferred = TransferSettings.For(stored, options.Read(parsed));
            using FaceModel opened = ModelLoader.Load(stored);
            FilmSettings settings = usual with
            {
                Transfer = transferred,
                Neutral = parsed.GetValue(neutral),
                FrameSteps = parsed.GetValue(steps),
                StyleSmoothing = parsed.GetValue(smoothing),
                Face = parsed.GetRequiredValue(face),
                PhotoFace = parsed.GetRequiredValue(photoFace),
                Shard = shards.AreGiven(parsed) ? shards.Read(parsed) : null,
            };
            using FaceDetector detector = new();
            FilmResult result = ProgressDisplay.Run(display =>
            {
                FilmTransfer transfer = new(
                    opened, detector, InversionCache.OfUser(display.Notice), settings, display.Notice);
                return parsed.GetValue(driving) is { } film
                    ? transfer.Play(person, film, to, display, cancellation)
                    : transfer.Change(person, parsed.GetValue(expression), to, display, cancellation);
            });
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new
                    {
                        film = settings.Shard is null ? to : null,
                        shard = settings.Shard?.ToString(),
                        frames = result.Frames,
                        changed = result.Changed,
                        parts = result.Parts.Select(
                        part => new { from = part.From, to = part.To - 1 }),
                        neutral = result.Neutral,
                        distance = result.Distance
                    });
            }
            else
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{to}: {result.Changed} of {result.Frames} frames {(settings.Shard is { } shard ? $"done in share {shard}" : "changed")}, neutral frame {result.Neutral}"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
