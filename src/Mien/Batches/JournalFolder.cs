using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mien.Checkpoints;

namespace Mien.Batches;

/// <summary>What one process has written so far.</summary>
/// <param name="Shard">Its share.</param>
/// <param name="Jobs">Jobs that ended, done or failed.</param>
/// <param name="Elapsed">Seconds from its beginning to its last line.</param>
/// <param name="End">How it ended: <c>complete</c>, <c>stopped</c> or <c>failed</c>; null if it works, or was
/// killed.</param>
/// <param name="Changed">When its journal last grew, by the clock of the disk's machine.</param>
internal sealed record JournalSummary(Shard Shard, int Jobs, double Elapsed, string? End, DateTime Changed);

/// <summary>
/// The folder of a batch: results, and in <c>.batch</c> the list of jobs and a journal of each process that has worked
/// on it.
/// </summary>
/// <param name="folder">The folder of the batch.</param>
internal sealed partial class JournalFolder(string folder)
{
    private const string ListFile = "jobs.jsonl";

    private readonly Dictionary<string, Read> _read = []; // by journal

    /// <summary>Where results go.</summary>
    public string Folder => folder;

    private string Own => Path.Combine(folder, ".batch");

    private string Journals => Path.Combine(Own, "journals");

    /// <summary>
    /// How the jobs ended that were read so far, by id: as done if they ever were, else as they failed last.
    /// </summary>
    public Dictionary<string, JobOutcome> Outcomes { get; } = [];

    /// <summary>
    /// Lines that told again of a job which was done already: two processes had the same one at a time.
    /// </summary>
    public int Repeated { get; private set; }

    /// <summary>Makes the folder and writes the list down, unless it is there.</summary>
    /// <param name="jobs">The jobs with their ids, in order.</param>
    /// <returns>The hash of the list.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public string Begin(IReadOnlyList<(BatchJob Job, string Id)> jobs)
    {
        string hash = BatchJob.Hash(string.Join('\n', jobs.Select(job => job.Id)));
        Directory.CreateDirectory(Journals);
        string path = Path.Combine(Own, ListFile);
        if (ListHash(path) != hash)
        {
            AtomicFile.Write(path, stream =>
            {
                using StreamWriter writer = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true)
                {
                    NewLine = "\n",
                };
                writer.WriteLine(JsonSerializer.Serialize(new ListHead(hash, jobs.Count), Journal.JsonOptions));
                foreach ((BatchJob job, string id) in jobs)
                {
                    writer.WriteLine(JsonSerializer.Serialize(new ListedJob(id, job), Journal.JsonOptions));
                }
            });
        }

        return hash;
    }

    /// <summary>A journal for this process.</summary>
    /// <param name="list">The hash of the list.</param>
    /// <param name="shard">The share.</param>
    /// <param name="jobs">How many jobs the share has.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Journal Open(string list, Shard shard, int jobs) => new(Journals, list, shard, jobs);

    /// <summary>The list that was last begun.</summary>
    /// <returns>The jobs with their ids, in order.</returns>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public IReadOnlyList<(BatchJob Job, string Id)> List()
    {
        string path = Path.Combine(Own, ListFile);
        if (!File.Exists(path))
        {
            throw new InvalidDataException(
                $"{folder} is no folder of a batch: there is no {Path.Combine(".batch", ListFile)} in it");
        }

        try
        {
            return [.. File.ReadLines(path).Skip(1).Select(
                line => JsonSerializer.Deserialize<ListedJob>(line, Journal.JsonOptions)!)
                    .Select(listed => (listed.Job, listed.Id))];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{path}: the list is damaged; start the batch again to have it written anew", e);
        }
    }

    /// <summary>Reads what journals say that was not read before.</summary>
    /// <param name="list">The hash of the list, with <paramref name="shard"/>; null to read all journals.</param>
    /// <param name="shard">Only journals that may hold jobs of this share of the list.</param>
    /// <param name="except">A journal to leave out.</param>
    /// <exception cref="IOException">One cannot be read.</exception>
    public void Refresh(string? list = null, Shard? shard = null, string? except = null)
    {
        foreach (FileInfo file in Files())
        {
            if (file.FullName != except && (shard is null || MayHold(file.Name, list!, shard)))
            {
                ReadOn(file);
            }
        }
    }

    /// <summary>Every process whose journal was read.</summary>
    public IReadOnlyList<JournalSummary> Summaries
        => [.. _read.Select(
            read => new JournalSummary(
                ShardOf(read.Key)!, read.Value.Jobs, read.Value.Elapsed, read.Value.End, read.Value.Changed))];

    private FileInfo[] Files() => !Directory.Exists(Journals) ? []
        : [.. new DirectoryInfo(Journals).EnumerateFiles("*" + Journal.Ending)
            .Where(file => ShardOf(file.Name) is not null).OrderBy(file => file.Name, StringComparer.Ordinal)];

    private void ReadOn(FileInfo file)
    {
        Read read = _read.GetValueOrDefault(file.Name) ?? new(0, 0, 0, null, default);
        string[] lines = file.Length > read.Bytes
            ? Lines(file, read.Bytes, out long bytes) : Nothing(read.Bytes, out bytes);
        read = read with { Bytes = bytes, Changed = file.LastWriteTimeUtc };
        foreach (string line in lines)
        {
            if (Parse<JobOutcome>(line) is { Job: not null } outcome)
            {
                Add(outcome);
                read = read with { Jobs = read.Jobs + 1, Elapsed = outcome.Elapsed, End = null };
            }
            else if (Parse<JournalEnd>(line) is { End: not null } end)
            {
                read = read with { Elapsed = end.Elapsed, End = end.End };
            }
        }

        _read[file.Name] = read;

        static string[] Nothing(long at, out long bytes)
        {
            bytes = at;
            return [];
        }
    }

    /// <summary>Takes an outcome in.</summary>
    internal void Add(JobOutcome outcome)
    {
        if (!Outcomes.TryGetValue(outcome.Job, out JobOutcome? known) || !known.IsDone())
        {
            Outcomes[outcome.Job] = outcome;
        }
        else if (outcome.IsDone())
        {
            Repeated++;
        }
    }

    // Whole lines only: what follows the last end of a line is being written, or was cut off.
    private static string[] Lines(FileInfo file, long from, out long to)
    {
        using FileStream stream = new(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = from;
        byte[] bytes = new byte[stream.Length - from];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false),
            end = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        to = from + end;
        return Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static T? Parse<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Journal.JsonOptions);
        }
        catch (JsonException)
        {
            return null; // a line of another kind, or damaged: the job is done again
        }
    }

    private static string? ListHash(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadLines(path).FirstOrDefault() is { } head
                ? Parse<ListHead>(head)?.List : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool MayHold(string name, string list, Shard shard)
        => JournalName().Match(name) is var parts
            && (parts.Groups[3].Value != list[..16] || ShardOf(name)!.Overlaps(shard));

    private static Shard? ShardOf(string name)
        => JournalName().Match(name) is { Success: true } parts && int.TryParse(parts.Groups[1].Value, out int number)
            && int.TryParse(parts.Groups[2].Value, out int count) && number >= 1 && number <= count
            ? new(number, count)
            : null;

    [GeneratedRegex(@"\A(\d+)-of-(\d+)-([0-9a-f]{16})-[0-9a-f]{32}\.jsonl\z")]
    private static partial Regex JournalName();

    private sealed record Read(long Bytes, int Jobs, double Elapsed, string? End, DateTime Changed);

    private sealed record ListHead(string List, int Jobs);

    private sealed record ListedJob(string Id, BatchJob Job);
}
