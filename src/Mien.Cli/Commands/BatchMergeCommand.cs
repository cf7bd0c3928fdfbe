using System.CommandLine;
using Mien.Batches;
using Mien.Cli.Parsing;

namespace Mien.Cli.Commands;

/// <summary><c>mien batch merge</c>: what all processes did, in one place.</summary>
internal static class BatchMergeCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "The folder of the batch" };
        OutputFolderOption output = new("--to")
        {
            Description = "Folder for table, contact sheet and page, made if it is missing [default: report in the folder of the batch]",
            HelpName = "folder",
        };
        ExampleCommand command = new(
            "merge", "Make one table, one contact sheet and one page of all that was done", "mien batch merge results",
            "mien batch merge results --to report --json") { folder, output };
        command.SetAction(parsed =>
        {
            string from = parsed.GetRequiredValue(folder);
            BatchMerge merge = new(from);
            IReadOnlyList<string> files = merge.Write(parsed.GetValue(output) ?? Path.Combine(from, "report"));
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { files, status = BatchStatusCommand.ToJson(merge.Status) });
            }
            else
            {
                BatchStatusCommand.Print(merge.Status);
                Console.WriteLine(string.Join('\n', files));
            }

            return merge.Status.Done == merge.Status.Jobs ? CommandLine.Good : CommandLine.Failure;
        });
        return command;
    }
}
