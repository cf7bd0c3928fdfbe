namespace Mien.Batches;

/// <summary>How far a batch is, over all processes and machines that work on it.</summary>
public sealed record BatchStatus
{
    private static readonly TimeSpan _quiet = TimeSpan.FromMinutes(2);

    /// <summary>Jobs of the list.</summary>
    public required int Jobs { get; init; }

    /// <summary>Jobs that are done.</summary>
    public required int Done { get; init; }

    /// <summary>Jobs that failed, by kind, the most frequent first.</summary>
    public required IReadOnlyList<(FailureKind Kind, int Count, string Example)> Failures { get; init; }

    /// <summary>Processes that have worked on it.</summary>
    public required int Processes { get; init; }

    /// <summary>
    /// Those of them that seem to work: they have not said that they ended, and wrote not much earlier than the last
    /// one did.
    /// </summary>
    public required int Working { get; init; }

    /// <summary>
    /// Jobs a minute of all that work together; if none does, of one of those there were, on average.
    /// </summary>
    public required double Rate { get; init; }

    /// <summary>Seconds of work in all processes.</summary>
    public required double Seconds { get; init; }

    /// <summary>Jobs that failed.</summary>
    public int Failed => Failures.Sum(failure => failure.Count);

    /// <summary>Jobs that have not ended.</summary>
    public int Left => Jobs - Done - Failed;

    /// <summary>Time left at this rate; null if nothing works or nothing is left.</summary>
    public TimeSpan? TimeLeft => Working > 0 && Rate > 0 && Left > 0 ? TimeSpan.FromMinutes(Left / Rate) : null;

    /// <summary>Reads the folder of a batch.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidDataException">It is none of a batch.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BatchStatus Of(string folder)
    {
        JournalFolder journals = new(folder);
        IReadOnlyList<(BatchJob Job, string Id)> list = journals.List();
        journals.Refresh();
        return Of(journals, list);
    }

    /// <summary>As <see cref="Of(string)"/>, of journals that were read.</summary>
    internal static BatchStatus Of(JournalFolder journals, IReadOnlyList<(BatchJob Job, string Id)> list)
    {
        JobOutcome[] outcomes = [.. list.Select(job => journals.Outcomes.GetValueOrDefault(job.Id))
            .OfType<JobOutcome>()];
        IReadOnlyList<JournalSummary> processes = journals.Summaries;
        // Dates of one disk compare with each other; the clock of this machine may be another.
        DateTime last = processes.Count > 0 ? processes.Max(process => process.Changed) : default;
        JournalSummary[] working = [.. processes.Where(
            process => process.End is null && last - process.Changed < Quiet(process))];
        return new()
        {
            Jobs = list.Count,
            Done = outcomes.Count(outcome => outcome.IsDone()),
            Failures = [.. outcomes.Where(outcome => !outcome.IsDone()).GroupBy(outcome => outcome.Failure!.Value)
                .OrderByDescending(kind => kind.Count()).Select(
                    kind => (kind.Key, kind.Count(), kind.First().Error ?? ""))],
            Processes = processes.Count,
            Working = working.Length,
            Rate = 60 * (working.Length > 0
                ? working.Where(process => process.Elapsed > 0).Sum(process => process.Jobs / process.Elapsed)
                : processes.Sum(process => process.Jobs) / Math.Max(1e-9, processes.Sum(process => process.Elapsed))),
            Seconds = processes.Sum(process => process.Elapsed),
        };
    }

    // Ten jobs' time without a word: it was killed.
    private static TimeSpan Quiet(JournalSummary process)
        => process.Jobs == 0
            ? _quiet : TimeSpan.FromSeconds(Math.Max(_quiet.TotalSeconds, 10 * process.Elapsed / process.Jobs));
}
