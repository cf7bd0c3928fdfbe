using System.CommandLine;
using System.Globalization;
using Mien.Batches;

namespace Mien.Cli.Commands;

/// <summary><c>mien batch status</c>: how far a batch is.</summary>
internal static class BatchStatusCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "The folder of the batch" };
        ExampleCommand command = new(
            "status", "Say how far a batch is, over all processes and machines", "mien batch status results",
            "mien batch status results --json") { folder };
        command.SetAction(parsed =>
        {
            BatchStatus status = BatchStatus.Of(parsed.GetRequiredValue(folder));
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(ToJson(status));
            }
            else
            {
                Print(status);
            }

            return CommandLine.Good;
        });
        return command;
    }

    /// <summary>A status as JSON.</summary>
    public static object ToJson(BatchStatus s) => new
    {
        jobs = s.Jobs,
        done = s.Done,
        failed = s.Failed,
        left = s.Left,
        failures = s.Failures.Select(f => new { kind = f.Kind, count = f.Count, example = f.Example }),
        processes = s.Processes,
        working = s.Working,
        jobsPerMinute = Math.Round(s.Rate, 2),
        secondsOfWork = Math.Round(s.Seconds, 1),
        secondsLeft = s.TimeLeft is { } time ? Math.Round(time.TotalSeconds) : (double?)null,
    };

    /// <summary>A status in words.</summary>
    public static void Print(BatchStatus s)
    {
        string left = s.TimeLeft is { } time
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", {(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2} left") : "";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture, $"{s.Done} of {s.Jobs} jobs done, {s.Failed} failed, {s.Left} open"));
        Console.WriteLine(s.Working > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{s.Working} of {s.Processes} processes work, {s.Rate:0.#} jobs a minute{left}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"none of {s.Processes} processes works any more; each made {s.Rate:0.#} jobs a minute"));
        foreach ((FailureKind kind, int count, string example) in s.Failures)
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{count} × {Words(kind)}, such as: {example}"));
        }
    }

    private static string Words(FailureKind kind) => kind switch
    {
        FailureKind.BadLine => "bad line",
        FailureKind.MissingPicture => "missing picture",
        FailureKind.UnreadablePicture => "unreadable picture",
        FailureKind.NoFace => "no face",
        FailureKind.NotFinite => "numbers that are not finite",
        FailureKind.Memory => "not enough memory",
        FailureKind.Output => "result not written",
        _ => "other failure",
    };
}
