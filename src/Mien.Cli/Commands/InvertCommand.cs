using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Faces.Detection;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien invert</c>: the style vectors of a face.</summary>
internal static class InvertCommand
{
    public static Command Create()
    {
        InputFileArgument photo = new("photo") { Description = PictureOptions.Kinds };
        OutputFileOption output = new("--out", "face.safetensors")
        {
            Description = "The style vectors with curve and settings: .safetensors; or the vectors alone, 1×L×W: .npy",
            HelpName = "file",
            Required = true,
        };
        OutputFileOption picture = new("--picture", "again.png")
        {
            Description = "Also write the picture of the style vectors",
            HelpName = "file",
        };
        Option<bool> aligned = new("--aligned")
        {
            Description = "The picture is an aligned crop already: look for no face",
        };
        Option<FaceChoice> face = FaceOption.Create();
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new(["inversion", "computing", "max-megapixels", "tuning"], "steps", "start", "tune");
        ExampleCommand command = new("invert", "Find the style vectors of a face",
            "mien invert anna.jpg --out anna.safetensors",
            "mien invert crop.png --aligned --out crop.npy --steps 500 --picture again.png",
            "mien invert anna.jpg --out anna.safetensors --tune 350 --picture again.png")
        {
            photo, output, picture, aligned, face, model,
        };
        options.AddTo(command);
        command.Exclude(aligned, face);
        command.SetAction((parsed, cancellation) =>
        {
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings all = TransferSettings.For(stored, options.Read(parsed));
            InversionSettings settings = all.Inversion;
            string path = parsed.GetRequiredValue(photo), to = parsed.GetRequiredValue(output);
            string kind = Path.GetExtension(to).ToLowerInvariant();
            if (kind is not (".safetensors" or ".npy"))
            {
                throw new ArgumentException($"--out {to}: style vectors are written as .safetensors or .npy");
            }

            string? again = parsed.GetValue(picture);
            using FaceDetector detector = new();
            using FaceWork work = FaceWork.Open(
                stored, detector, all.Reading,
                new FacePhoto(path, parsed.GetValue(aligned) ? null : parsed.GetRequiredValue(face)));
            FaceModel opened = work.Model;
            AlignedFace found = work.Faces[0];
            using Tensor target = Pixels.ToTensor(found.Crop);
            (InversionResult result, bool known) = ProgressDisplay.Run(display => InversionCache.OfUser(display.Notice)
                .Invert(opened, target, settings, display, cancellation));
            InversionText.WarnIfItRose(path, result);
            result = result with { Crop = found.Geometry?.ToJson() };
            if (kind == ".npy")
            {
                InversionFile.WriteNpy(to, result);
            }
            else
            {
                InversionFile.Write(to, result);
            }

            TunedWeights? weights = null;
            string? tunedPath = null;
            if (all.Tuning.Steps > 0 && result.End != InversionEnd.Cancelled)
            {
                weights = ProgressDisplay.Run(
                    display => InversionCache.OfUser(display.Notice)
                        .Tune(opened, target, result.Styles, all.Tuning, display, cancellation).Weights);
                tunedPath = Path.ChangeExtension(to, ".tuned.safetensors");
                weights.Write(tunedPath);
            }

            if (again is not null)
            {
                using StyleGenerator? tuned = weights?.Apply(opened.Generator);
                new StyleRenderer(opened, settings.Precision, tuned).Render(result.Styles).Write(again);
            }

            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new
                {
                    styles = to,
                    tuned = tunedPath,
                    model = result.ModelName,
                    distance = result.Distance,
                    startDistance = result.Curve[0],
                    steps = result.Curve.Length - 1,
                    end = result.End,
                    fromCache = known,
                    seconds = result.Seconds,
                    curve = result.Curve,
                });
            }
            else
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{to}: D {result.Curve[0]:G4} → {result.Distance:G4} in {result.Curve.Length - 1} steps, {(known ? "from the cache" : $"{result.Seconds:F1} s")}"));
            }

            if (result.End == InversionEnd.Cancelled)
            {
                throw new OperationCanceledException(
                    $"stopped early; what there is stands in {to}, and the same command goes on from there",
                    cancellation);
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
