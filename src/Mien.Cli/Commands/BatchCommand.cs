using System.CommandLine;
using System.Globalization;
using Mien.Batches;
using Mien.Cli.Parsing;
using Mien.Faces.Detection;
using Mien.Inversion;
using Mien.Models;
using Mien.Settings;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien batch</c>: many transfers, on one machine or many.</summary>
internal static class BatchCommand
{
    private const int MostLines = 10;

    public static Command Create()
    {
        InputFileArgument list = new("jobs")
        {
            Description = "The list: a CSV file or JSON lines with appearance, expression, out and settings; - for standard input",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> appearance = new("--appearance")
        {
            Description = "In place of a list: a photo, a folder of photos or a pattern such as 'people/*.jpg', each with every expression",
            HelpName = "photos",
        };
        Option<string?> expression = new("--expression")
        {
            Description = "In place of a list: likewise, each on every appearance",
            HelpName = "photos",
        };
        OutputFolderOption output = new("--out")
        {
            Description = "Folder for results and journals, made if it is missing",
            HelpName = "folder",
            Required = true,
        };
        ShardOptions shards = new(
            "The share of the list, such as 3/64 for the third of 64 [default: what Slurm or Kubernetes says, else all]");
        Option<int> together = new Option<int>("--together")
        {
            Description = "Faces that are inverted in one batch of the engine",
            HelpName = "n",
            DefaultValueFactory = _ => new BatchSettings().Together,
        }.Within(1, 64);
        Option<int> memory = new Option<int>("--memory")
        {
            Description = "Megabytes of photos and faces that are kept in memory",
            HelpName = "n",
            DefaultValueFactory = _ => (int)(new BatchSettings().Memory >> 20),
        }.Within(1, 1 << 20);
        Option<bool> aligned = new("--aligned")
        {
            Description = "The pictures are aligned crops already: look for no faces",
        };
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new([], "strength");
        ExampleCommand command = new("batch", "Transfer many expressions, on one machine or many; killed and started again it goes on",
            "mien batch jobs.csv --out results",
            "mien batch --appearance people --expression smile.jpg --out smiling --strength 0.8",
            "mien batch jobs.jsonl --out /shared/results --shard 3/64",
            "mien batch status results")
        {
            list, appearance, expression, output, together, memory, aligned, model,
            BatchStatusCommand.Create(), BatchMergeCommand.Create(),
        };
        options.AddTo(command);
        shards.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            IReadOnlyList<BatchJob> jobs = Jobs(
                parsed.GetValue(list), parsed.GetValue(appearance), parsed.GetValue(expression));
            Shard share = shards.Read(parsed) ?? Shard.Whole;
            SettingValues values = options.Read(parsed);
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            _ = TransferSettings.For(stored, values); // what is wrong with them is said before any work
            using FaceModel opened = ModelLoader.Load(stored);
            BatchSettings settings = new()
            {
                Values = values,
                Aligned = parsed.GetValue(aligned),
                Shard = share,
                Together = parsed.GetValue(together),
                Memory = (long)parsed.GetValue(memory) << 20,
            };
            string folder = parsed.GetRequiredValue(output);
            using FaceDetector detector = new();
            try
            {
                BatchResult result = ProgressDisplay.Run(display =>
                    new BatchRun(opened, detector, InversionCache.OfUser(display.Notice), settings, display.Notice).Run(
                        jobs, folder, display, cancellation));
                return Task.FromResult(Print(parsed, result, folder, share));
            }
            catch (IOException e)
            {
                // the journal keeps what there is
                return Task.FromResult(Report.Error(e.Message, CommandLine.Failure, parsed.GetValue(CommandLine.Json)));
            }
        });
        return command;
    }

    private static IReadOnlyList<BatchJob> Jobs(string? list, string? appearance, string? expression)
    {
        if (list is not null)
        {
            return appearance is null && expression is null
                ? BatchList.Read(list)
                : throw new ArgumentException(
                    "a list and --appearance or --expression exclude each other: give one of them");
        }

        return appearance is not null && expression is not null
            ? BatchList.Pairs(appearance, expression)
            : throw new ArgumentException("missing: a list of jobs, or both --appearance and --expression");
    }

    private static int Print(ParseResult parsed, BatchResult result, string folder, Shard share)
    {
        if (parsed.GetValue(CommandLine.Json))
        {
            Report.Json(new
            {
                folder,
                shard = share.ToString(),
                jobs = result.Jobs,
                doneBefore = result.DoneBefore,
                done = result.Done,
                failed = result.Failed.Count,
                failures = result.Failed.Select(f => new { line = f.Line, kind = f.Failure, error = f.Error }),
                facesInverted = result.Inverted,
                facesFromCache = result.Known,
                seconds = Math.Round(result.Seconds, 3),
            });
        }
        else
        {
            foreach (JobOutcome failure in result.Failed.Take(MostLines))
            {
                Report.Notice($"line {failure.Line}: {failure.Error}");
            }

            if (result.Failed.Count > MostLines)
            {
                Report.Notice($"and {result.Failed.Count - MostLines} more: mien batch status {folder}");
            }

            string before = result.DoneBefore > 0 ? $", {result.DoneBefore} were done before" : "";
            string failed = result.Failed.Count > 0 ? $", {result.Failed.Count} failed" : "";
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{folder}: {result.Done} of {result.Jobs} jobs done{before}{failed}, {result.Seconds:F1} s"));
        }

        return result.Failed.Count > 0 ? CommandLine.Failure : CommandLine.Good;
    }
}
