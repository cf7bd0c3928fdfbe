using System.CommandLine;
using Spectre.Console;

namespace Mien.Cli.Commands;

/// <summary>
/// <c>mien doctor</c>: what of this machine matters to the program, each line good or with what to do.
/// </summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        ExampleCommand command = new(
            "doctor", "Check this machine: processor, libraries, memory, models; exit code 1 if something needed is missing",
            "mien doctor", "mien doctor --json");
        command.SetAction(parsed =>
        {
            IReadOnlyList<Finding> findings = Doctor.Examine();
            bool healthy = findings.All(finding => finding.State != Health.Missing);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { healthy, findings });
            }
            else
            {
                Print(findings);
            }

            return healthy ? CommandLine.Good : CommandLine.Failure;
        });
        return command;
    }

    private static void Print(IReadOnlyList<Finding> findings)
    {
        int width = findings.Max(finding => finding.Subject.Length);
        foreach (Finding finding in findings)
        {
            (string mark, string colour) = finding.State switch
            {
                Health.Good => ("good", "green"),
                Health.Note => ("note", "yellow"),
                _ => ("MISSING", "red"),
            };
            string advice = finding.Advice is null ? "" : $"  → {finding.Advice}";
            AnsiConsole.MarkupLineInterpolated(
                $"[{colour}]{mark,-7}[/]  {finding.Subject.PadRight(width)}  {finding.What}{advice}");
        }
    }
}
