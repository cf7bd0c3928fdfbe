using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Faces.Detection;
using Mien.Inversion;
using Mien.Models;
using Mien.Reports;
using Mien.Studio.History;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary>
/// <c>mien transfer</c>: from two photos to the picture with the expression of the one on the face of the other.
/// </summary>
internal static class TransferCommand
{
    public static Command Create()
    {
        InputFileOption appearance = new("--appearance")
        {
            Description = "The photo whose person is to be seen",
            HelpName = "photo",
            Required = true,
        };
        InputFileOption expression = new("--expression")
        {
            Description = "The photo whose expression is to be seen",
            HelpName = "photo",
            Required = true,
        };
        OutputFileOption output = new("--out")
        {
            Description = "The result: .png, .jpg or .webp",
            HelpName = "file",
            Required = true,
        };
        Option<FaceChoice> faceA = FaceOption.Create("--face-a", "Which face of the appearance photo"),
            faceE = FaceOption.Create("--face-e", "Which face of the expression photo");
        Option<bool> aligned = new("--aligned")
        {
            Description = "The pictures are aligned crops already: look for no faces",
        };
        OutputFolderOption report = new("--report")
        {
            Description = "Also write a page with every step on the way",
            HelpName = "folder",
        };
        Option<bool> keep = new("--keep") { Description = "Also keep it in the history that mien studio shows" };
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new([], "layers", "exchange", "strength", "paste", "steps", "tune");
        ExampleCommand command = new("transfer", "Put the expression of one face on another, from two photographs",
            "mien transfer --appearance anna.jpg --expression ben.jpg --out anna-as-ben.png",
            "mien transfer --appearance anna.jpg --expression group.jpg --face-e 1 --out r.jpg --strength 0.7 --report report",
            "mien transfer --appearance anna.jpg --expression ben.jpg --out r.png --set method=search-range --json > r.json")
        {
            Groups = [("Faces", "--appearance "), ("Result", "--out "), ("Model and settings", "--model "),
                ("Other", "-?")],
        };
        foreach (Option option in (Option[])[appearance, expression, faceA, faceE, aligned, output, report, keep,
            model])
        {
            command.Options.Add(option);
        }

        options.AddTo(command);
        command.Exclude(aligned, faceA);
        command.Exclude(aligned, faceE);
        command.SetAction((parsed, cancellation) =>
        {
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings settings = TransferSettings.For(stored, options.Read(parsed));
            string to = parsed.GetRequiredValue(output);
            string? pages = parsed.GetValue(report) is { } wanted ? OutputFile.Folder(wanted) : null;
            using FaceDetector detector = new();
            FacePhoto Photo(Option<string> photo, Option<FaceChoice> choice)
                => new(parsed.GetRequiredValue(photo),
                    parsed.GetValue(aligned) ? null : parsed.GetRequiredValue(choice));
            using FaceWork work = FaceWork.Open(
                stored, detector, settings.Reading, Photo(appearance, faceA), Photo(expression, faceE));
            FaceModel opened = work.Model;
            AlignedFace a = work.Faces[0], e = work.Faces[1];
            TransferResult result = ProgressDisplay.Run(display =>
                new ExpressionTransfer(opened, InversionCache.OfUser(display.Notice)).Run(
                    a, e, settings, display, cancellation));
            result.Write(to); // before anything else that can fail
            InversionText.WarnIfItRose(a.Path, result.Appearance.Inversion);
            InversionText.WarnIfItRose(e.Path, result.Expression.Inversion);
            int kept = !parsed.GetValue(keep) ? CommandLine.Good : OutputFile.Further(to, () =>
            {
                using HistoryStore history = HistoryStore.OfUser();
                history.Keep(result, detector);
            });
            string? page = null;
            int code = pages is null ? CommandLine.Good : OutputFile.Further(to, () =>
                page = ProgressDisplay.Run(
                    display => TransferReport.Write(pages, result, opened, display, cancellation)));
            Print(parsed, result, TransferScores.Of(opened, result), to, page);
            return Task.FromResult(Math.Max(kept, code));
        });
        return command;
    }

    private static void Print(
        ParseResult parsed, TransferResult result, TransferScores? scores, string to, string? page)
    {
        if (parsed.GetValue(CommandLine.Json))
        {
            Report.Json(new
            {
                picture = to,
                report = page,
                model = result.Appearance.Inversion.ModelName,
                layers = result.Layers?.Numbers,
                strength = result.Settings.Strength,
                exchange = result.Settings.Exchange,
                paste = result.Settings.Paste,
                scores,
                appearance = AsJson(result.Appearance),
                expression = AsJson(result.Expression),
                tried = result.Tried.Select(
                    c => new
                    {
                        layers = c.Mask.Numbers,
                        d1 = c.Score.Appearance,
                        d2 = c.Score.Expression,
                        total = c.Score.Total
                    }),
                seconds = result.Times.ToDictionary(t => t.Stage, t => t.Seconds),
            });
            return;
        }

        string how = result.Layers is { } mask ? $"layers {mask}" : "joint objective";
        string told = (scores?.Expression is { } moved ? Number(", expression ", moved) : "")
            + (scores is null ? "" : Number(", person ", scores.Person));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture, $"{to}: {how}{told}, {result.Times.Sum(t => t.Seconds):F1} s"));
        foreach (string doubt in scores?.Doubts ?? [])
        {
            Console.WriteLine($"likely a bad result: {doubt}");
        }

        if (page is not null)
        {
            Console.WriteLine(page);
        }
    }

    private static string Number(string name, float value)
        => string.Create(CultureInfo.InvariantCulture, $"{name}{value:0.00}");

    private static object AsJson(InvertedFace face) => new
    {
        photo = face.Face.Path,
        distance = face.Inversion.Distance,
        startDistance = face.Inversion.Curve[0],
        steps = face.Inversion.Curve.Length - 1,
        fromCache = face.WasKnown,
    };
}
