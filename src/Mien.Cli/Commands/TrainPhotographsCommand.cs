using System.CommandLine;
using System.Globalization;
using Mien.Cli.Parsing;
using Mien.Faces.Alignment;
using Mien.Training.Photographs;

namespace Mien.Cli.Commands;

/// <summary><c>mien train photographs</c>: the set of photographs that a model is learnt from.</summary>
internal static class TrainPhotographsCommand
{
    public static Command Create()
    {
        Argument<string[]> sources = new("sources")
        {
            Description = "Folders and .tar files of photographs",
            Arity = ArgumentArity.OneOrMore,
        };
        OutputFolderOption output = new("--out")
        {
            Description = "Folder of the set, made if it is missing; one that is there is gone on with",
            HelpName = "folder",
            Required = true,
        };
        Option<int> size = new("--size")
        {
            Description = "Width and height of the faces, pixels",
            DefaultValueFactory = _ => 128,
            HelpName = "px",
        };
        Option<FaceFrame> frame = new("--frame")
        {
            Description = "The square that is cut out",
            DefaultValueFactory = _ => FaceFrame.Close,
        };
        PatternOption leaveOut = new("--leave-out")
        {
            Description = "Photographs whose names match this pattern are not looked at",
        };
        PatternOption person = new("--person")
        {
            Description = "The first group of this pattern in a photograph's name is the person, so that photographs of the same one are known",
        };
        Option<double> heldOut = new("--held-out")
        {
            Description = "Share of the photographs that is never learnt from, to measure by: 0 to 1",
            HelpName = "share",
        };
        PatternOption heldOutFrom = new("--held-out-from")
        {
            Description = "Only photographs whose names match this pattern are held out",
        };
        PhotographLimits usual = new();
        Option<double> Limit(string name, string description, double value)
            => new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "x" };
        Option<double> confidence = Limit("--confidence", "Detector's confidence, at least", usual.Confidence),
            eyes = Limit("--eye-distance", "Pixels between the eyes, at least", usual.EyeDistance);
        Option<double> turn = Limit(
            "--turn", "Offset of the nose's tip in distances of the eyes, at most; 0.3 at about 25 degrees",
            usual.Turn);
        Option<double> sharpness = Limit("--sharpness", "Detail of the face, levels of 255, at least", usual.Sharpness),
            colour = Limit("--colour", "Spread of its colours, levels of 255, at least", usual.Colour);
        Option<double> darkest = Limit("--darkest", "Mean luma of the face, levels of 255, at least", usual.Darkest),
            brightest = Limit("--brightest", "The same, at most", usual.Brightest);
        Option<double> difference = Limit(
            "--difference", "Difference from every face before, levels of 255, at least", usual.Difference);
        ExampleCommand command = new("photographs", "Make a training set of photographs: find the faces, leave out what is of no use, keep the rest",
            "mien train photographs holiday/ faces.tar --out sets/faces",
            "mien train photographs pairs.tar --out sets/pairs --person '^pairs/(\\d+)' --leave-out '^pairs/(001|005)' --held-out 0.1")
        {
            sources, output, size, frame, leaveOut, person, heldOut, heldOutFrom, confidence, eyes, turn, sharpness,
            colour, darkest, brightest, difference,
        };
        command.SetAction((parsed, stop) =>
        {
            string folder = parsed.GetRequiredValue(output);
            GatheringSettings settings = new()
            {
                Frame = new(parsed.GetValue(frame), parsed.GetValue(size)),
                LeaveOut = parsed.GetValue(leaveOut),
                Person = parsed.GetValue(person),
                HeldOut = parsed.GetValue(heldOut),
                HoldOutFrom = parsed.GetValue(heldOutFrom),
                Limits = new()
                {
                    Confidence = parsed.GetValue(confidence),
                    EyeDistance = parsed.GetValue(eyes),
                    Turn = parsed.GetValue(turn),
                    Sharpness = parsed.GetValue(sharpness),
                    Darkest = parsed.GetValue(darkest),
                    Brightest = parsed.GetValue(brightest),
                    Colour = parsed.GetValue(colour),
                    Difference = parsed.GetValue(difference),
                },
            };
            using PhotographSet set = ProgressDisplay.Run(
                display => PhotographGathering.Gather(
                    folder, parsed.GetRequiredValue(sources), settings, display, stop));
            string page = LeftOutPage.Write(set, parsed.GetRequiredValue(sources), stop);
            ILookup<PhotographVerdict, PhotographEntry> verdicts = set.Entries.ToLookup(e => e.Verdict);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new
                    {
                        folder,
                        page,
                        kept = set.Kept.Count,
                        heldOut = set.Kept.Count(e => e.HeldOut),
                        verdicts = verdicts.ToDictionary(v => v.Key, v => v.Count())
                    });
                return Task.FromResult(CommandLine.Good);
            }

            foreach (IGrouping<PhotographVerdict, PhotographEntry> verdict in verdicts.OrderBy(v => v.Key))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict.Count(),7}  {verdict.Key}"));
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{folder}: {set.Kept.Count} faces, {set.Kept.Count(e => e.HeldOut)} of them held out"));
            Console.WriteLine($"{page}: some of those that were left out, and why");
            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
