using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mien.Batches;

/// <summary>
/// The journal of one process: a file of its own, to which it adds one line a job, each flushed to the disk. No two
/// processes ever write one file, so nothing needs a lock, and a line that was cut off by a kill or a full disk is the
/// last of its file.
/// </summary>
internal sealed class Journal : IDisposable
{
    internal const string Ending = ".jsonl";

    internal static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly FileStream _file;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Begins a journal.</summary>
    /// <param name="folder">The folder of journals; it is there.</param>
    /// <param name="list">The hash of the list.</param>
    /// <param name="shard">The share.</param>
    /// <param name="jobs">How many jobs the share has.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Journal(string folder, string list, Shard shard, int jobs)
    {
        Path = System.IO.Path.Combine(
            folder, string.Create(
                CultureInfo.InvariantCulture,
                $"{shard.Number}-of-{shard.Count}-{list[..16]}-{Guid.NewGuid():N}{Ending}"));
        _file = new(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Add(new JournalHead(
            list, shard.ToString(), jobs, Environment.MachineName, Environment.ProcessId, DateTimeOffset.UtcNow));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Seconds since it began.</summary>
    public double Elapsed => _clock.Elapsed.TotalSeconds;

    /// <summary>
    /// Adds how a job ended. When this returns, the line stays whatever happens to the process or the machine.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(JobOutcome outcome)
        => Add<JobOutcome>(outcome with { Elapsed = Math.Round(Elapsed, 3), At = DateTimeOffset.UtcNow });

    /// <summary>Says that this process works no more.</summary>
    /// <param name="end">Why: <c>complete</c>, <c>stopped</c>, <c>failed</c>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void End(string end) => Add(new JournalEnd(end, Math.Round(Elapsed, 3)));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void Add<T>(T line)
    {
        // one call: a line is seen whole or not at all
        _file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, JsonOptions) + "\n"));
        _file.Flush(flushToDisk: true);
    }
}

internal sealed record JournalHead(string List, string Shard, int Jobs, string Host, int Process, DateTimeOffset Began);

internal sealed record JournalEnd(string End, double Elapsed);
