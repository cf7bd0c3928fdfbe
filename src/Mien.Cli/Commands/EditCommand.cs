using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Directions;
using Mien.Faces.Detection;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien edit</c>: one face moved along directions.</summary>
internal static class EditCommand
{
    public static Command Create()
    {
        InputFileArgument photo = new("photo") { Description = PictureOptions.Kinds };
        Option<string[]> steps = new("--direction")
        {
            Description = "A direction and how far to go, in its unit (mien directions info); may be repeated",
            HelpName = "name=amount",
            Required = true,
        };
        OutputFileOption output = new("--out")
        {
            Description = "The result: .png, .jpg or .webp",
            HelpName = "file",
            Required = true,
        };
        InputFileOption file = new("--directions")
        {
            Description = "A file of 'mien directions find', or of another program: .npy, .npz, .pt [default: the model's own]",
            HelpName = "file",
        };
        Option<string?> layers = new("--layers")
        {
            Description = "Move these layers alone, such as 4-5 [default: those that the direction moves]",
            HelpName = "list",
        };
        Option<bool> aligned = new("--aligned")
        {
            Description = "The picture is an aligned crop already: look for no face",
        };
        Option<FaceChoice> face = FaceOption.Create();
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new(
            ["inversion", "computing", "paste", "strength", "pictures", "tuning"], "paste", "steps", "tune");
        ExampleCommand command = new("edit", "Change one thing in a face: a smile, the gaze, where the head is turned",
            "mien edit anna.jpg --direction smile=0.8 --direction yaw=-10 --out anna-smiles.png",
            "mien edit anna.jpg --model ffhq --directions age.npy --direction age=3 --paste difference --out older.png")
        {
            photo, steps, output, file, layers, aligned, face, model,
        };
        options.AddTo(command);
        command.Exclude(aligned, face);
        steps.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                try
                {
                    DirectionStep.Parse(text);
                }
                catch (ArgumentException e)
                {
                    result.AddError(e.Message);
                }
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings settings = TransferSettings.For(stored, options.Read(parsed));
            DirectionStep[] moves = [.. parsed.GetRequiredValue(steps).Select(DirectionStep.Parse)];
            string path = parsed.GetRequiredValue(photo), to = parsed.GetRequiredValue(output);
            using FaceDetector detector = new();
            using FaceWork work = FaceWork.Open(
                stored, detector, settings.Reading,
                new FacePhoto(path, parsed.GetValue(aligned) ? null : parsed.GetRequiredValue(face)));
            FaceModel opened = work.Model;
            AlignedFace found = work.Faces[0];
            DirectionSet set = DirectionsCommand.Read(parsed.GetValue(file), stored, opened);
            foreach (DirectionStep move in moves)
            {
                if (set[move.Name].Range is { } range && Math.Abs(move.Amount) > range)
                {
                    Report.Notice(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{move.Name}={move.Amount} is further than samples lie apart ({range:0.##}): expect artefacts"));
                }
            }

            LayerMask? only = parsed.GetValue(layers) is { } list
                ? LayerMask.Parse(list, opened.Generator.Layers) : null;
            EditResult result = ProgressDisplay.Run(display =>
                new FaceEdit(opened, InversionCache.OfUser(display.Notice)).Run(
                    found, set, moves, settings, only, display, cancellation));
            result.Write(to);
            InversionText.WarnIfItRose(path, result.Face.Inversion);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new
                {
                    picture = to,
                    photo = path,
                    model = stored.Name,
                    directions = moves.ToDictionary(m => m.Name, m => m.Amount),
                    paste = settings.Paste,
                    distance = result.Face.Inversion.Distance,
                    fromCache = result.Face.WasKnown,
                    seconds = result.Times.ToDictionary(t => t.Stage, t => t.Seconds),
                });
            }
            else
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{to}: {string.Join(", ", moves.Select(m => $"{m.Name} {m.Amount:+0.##;-0.##}"))}, {result.Times.Sum(t => t.Seconds):F1} s"));
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
