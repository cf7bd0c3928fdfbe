using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Reports;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien transfer</c>: from two photos to the picture with the expression of the one on the face of the other.</summary>
internal static class TransferCommand
{
    private enum Search
    {
        Range,
        Linear,
    }

    private enum Method
    {
        Layers,
        Joint,
    }

    public static Command Create()
    {
        InputFileOption appearance = new("--appearance") { Description = "The photo whose person is to be seen", HelpName = "photo", Required = true };
        InputFileOption expression = new("--expression") { Description = "The photo whose expression is to be seen", HelpName = "photo", Required = true };
        OutputFileOption output = new("--out") { Description = "The result: .png, .jpg or .webp", HelpName = "file", Required = true };
        Option<FaceChoice> faceA = FaceOption.Create("--face-a", "Which face of the appearance photo"), faceE = FaceOption.Create("--face-e", "Which face of the expression photo");
        Option<bool> aligned = new("--aligned") { Description = "The pictures are aligned crops already: look for no faces" };
        Option<string?> layers = new("--layers") { Description = "Layers from the expression, counted from 1, such as 4-5 or 3,5-7 [default: what the model's card advises, else 4-5]", HelpName = "list" };
        Option<Search?> search = new("--search") { Description = "Find the layers for this pair by the objective, to study it: the best range, or the linearised 0-1 programme. The default layers give better pictures (H 0.69 against 0.29 with the built-in model)" };
        Option<Method> method = new("--method") { Description = "Combine layers, or minimise the joint objective, to compare", DefaultValueFactory = _ => Method.Layers };
        Option<float> strength = new Option<float>("--strength") { Description = "Strength of the expression", DefaultValueFactory = _ => 1, HelpName = "x" }.Within(0, 1.5);
        Option<float> lambda = new Option<float>("--lambda") { Description = "Weight of the expression in searches and in the joint objective", DefaultValueFactory = _ => 1, HelpName = "x" }.Within(0, 1000000);
        Option<PasteMode> paste = new("--paste") { Description = "How the face goes back: move the photo's own pixels, add what changed, replace the face, or give the crop alone", DefaultValueFactory = _ => new TransferSettings().Paste };
        OutputFolderOption report = new("--report") { Description = "Also write a page with every step on the way", HelpName = "folder" };
        Option<string?> model = ModelOption.Create();
        Option<bool> keepLocation = PictureOptions.KeepLocation();
        Option<double> largest = PictureOptions.MaximumMegapixels();
        InversionOptions inversion = new();
        ExampleCommand command = new("transfer", "Put the expression of one face on another, from two photographs",
            "mien transfer --appearance anna.jpg --expression ben.jpg --out anna-as-ben.png",
            "mien transfer --appearance anna.jpg --expression group.jpg --face-e 1 --out r.jpg --strength 0.7 --report report",
            "mien transfer --appearance anna.jpg --expression ben.jpg --out r.png --search range --json > r.json")
        {
            appearance, expression, output, faceA, faceE, aligned, layers, search, method, strength, lambda, paste, report, model, keepLocation, largest,
        };
        inversion.AddTo(command);
        command.Exclude(layers, search);
        command.Exclude(method, "joint", search);
        command.Exclude(method, "joint", layers);
        command.Exclude(aligned, faceA);
        command.Exclude(aligned, faceE);
        command.SetAction((parsed, cancellation) =>
        {
            StoredModel stored = ModelOption.Find(parsed.GetValue(model));
            InversionSettings steps = inversion.Read(parsed, stored.Card.Advice);
            string to = parsed.GetRequiredValue(output);
            string? pages = parsed.GetValue(report) is { } wanted ? OutputFile.Folder(wanted) : null;
            using FaceModel opened = ModelLoader.Load(stored);
            ModelOption.SayLimits(stored);
            TransferSettings settings = new()
            {
                Inversion = steps,
                Layers = parsed.GetValue(layers) is { } list ? LayerMask.Parse(list, opened.Generator.Layers) : null,
                Method = parsed.GetValue(method) == Method.Joint ? FusionMethod.Joint : parsed.GetValue(search) switch
                {
                    Search.Range => FusionMethod.SearchRange,
                    Search.Linear => FusionMethod.SearchLinear,
                    _ => FusionMethod.Layers,
                },
                Strength = parsed.GetValue(strength),
                Lambda = parsed.GetValue(lambda),
                Paste = parsed.GetValue(paste),
            };
            using FaceDetector detector = new();
            AlignedFace Face(Option<string> photo, Option<FaceChoice> choice)
            {
                string path = parsed.GetRequiredValue(photo);
                Image picture = PictureOptions.Read(path, parsed.GetValue(largest));
                AlignedFace face = parsed.GetValue(aligned)
                    ? AlignedFace.Whole(path, picture, opened.Generator.Resolution)
                    : AlignedFace.Cut(path, picture, opened.Generator.Resolution, detector, parsed.GetRequiredValue(choice), opened.Frame);
                FaceOption.SayHowFound(face.Found, path);
                return face;
            }

            AlignedFace a = Face(appearance, faceA), e = Face(expression, faceE);

            TransferResult result = ProgressDisplay.Run(display =>
                new ExpressionTransfer(opened, InversionCache.OfUser(display.Notice)).Run(a, e, settings, new Shown(display), cancellation));
            result.Picture.Write(to, new WriteOptions { KeepLocation = parsed.GetValue(keepLocation) }); // before anything else that can fail
            InversionText.SayIfItRose(a.Path, result.Appearance.Inversion);
            InversionText.SayIfItRose(e.Path, result.Expression.Inversion);
            string? page = null;
            int code = pages is null ? CommandLine.Good : OutputFile.Further(to, () =>
                page = ProgressDisplay.Run(display => TransferReport.Write(pages, result, opened, display.Of("drawing the report"), cancellation)));
            Say(parsed, result, to, page);
            return Task.FromResult(code);
        });
        return command;
    }

    private static void Say(ParseResult parsed, TransferResult result, string to, string? page)
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
                paste = result.Settings.Paste,
                appearance = Told(result.Appearance),
                expression = Told(result.Expression),
                tried = result.Tried.Select(c => new { layers = c.Mask.Numbers, d1 = c.Score.Appearance, d2 = c.Score.Expression, total = c.Score.Total }),
                seconds = result.Times.ToDictionary(t => t.Stage, t => t.Seconds),
            });
            return;
        }

        string how = result.Layers is { } mask ? $"layers {mask}" : "joint objective";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{to}: {how}, {result.Times.Sum(t => t.Seconds):F1} s"));
        if (page is not null)
        {
            Console.WriteLine(page);
        }
    }

    private static object Told(InvertedFace face) => new
    {
        photo = face.Face.Path,
        distance = face.Inversion.Distance,
        startDistance = face.Inversion.Curve[0],
        steps = face.Inversion.Curve.Length - 1,
        fromCache = face.WasKnown,
    };

    private sealed class Shown(ProgressDisplay display) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => display.Report(
            value.Stage, value.Done, value.Of, value.Value is { } v ? string.Create(CultureInfo.InvariantCulture, $"D {v:G4}") : null, value.Left);
    }
}
