using Mien.Batches;

namespace Mien.Tests.Batches;

public sealed class JournalFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-journal-");

    private readonly (BatchJob Job, string Id)[] _jobs = [.. Enumerable.Range(1, 6)
        .Select(i => (new BatchJob { Line = i, Appearance = "a", Expression = $"{i}", Out = $"{i}.png" }, $"{i:x32}"))];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Refresh_AfterACutAtAnyByte_KeepsTheWholeLines()
    {
        string list = new JournalFolder(Root).Begin(_jobs), path;
        using (Journal journal = new JournalFolder(Root).Open(list, Shard.Whole, 6))
        {
            journal.Add(Done(0));
            journal.Add(Done(1));
            path = journal.Path;
        }

        byte[] whole = File.ReadAllBytes(path);
        // of the head and the two jobs
        int[] ends = [.. Enumerable.Range(0, whole.Length).Where(i => whole[i] == '\n').Select(i => i + 1)];
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            JournalFolder read = new(Root);
            read.Refresh();
            read.Outcomes.Count.ShouldBe(Math.Max(0, ends.Count(end => end <= length) - 1), $"{length} bytes");
        }
    }

    /// <summary>What others write meanwhile is read from where the last look ended, half a line included.</summary>
    [Fact]
    public void Refresh_WhileAnotherWrites_TakesEachLineOnce()
    {
        JournalFolder mine = new(Root), theirs = new(Root);
        string list = mine.Begin(_jobs);
        using Journal journal = theirs.Open(list, Shard.Whole, 6);
        journal.Add(Done(0));
        mine.Refresh();
        mine.Outcomes.Count.ShouldBe(1);
        journal.Add(Done(1));
        File.AppendAllText(journal.Path, "{\"job\":");
        mine.Refresh();
        mine.Refresh();
        mine.Outcomes.Count.ShouldBe(2);
        mine.Repeated.ShouldBe(0);
    }

    [Fact]
    public void Refresh_OfAShare_LeavesOthersOfThisListOut_ButNotThoseOfAnother()
    {
        JournalFolder folder = new(Root);
        string list = folder.Begin(_jobs);
        Write(list, new(1, 2), 0);
        Write(list, new(2, 2), 3);
        Write(new string('f', 32), new(2, 2), 1); // of a list that was shorter

        folder.Refresh(list, new(1, 2));
        folder.Outcomes.Keys.Order().ShouldBe([_jobs[0].Id, _jobs[1].Id]);
        folder.Refresh();
        folder.Outcomes.Count.ShouldBe(3);
    }

    [Fact]
    public void Outcomes_OfAJobThatFailedAndWasDone_IsDone_InAnyOrder()
    {
        JournalFolder folder = new(Root);
        folder.Add(Failed(0));
        folder.Add(Done(0));
        folder.Add(Failed(0));
        folder.Outcomes[_jobs[0].Id].IsDone().ShouldBeTrue();
        folder.Add(Done(0));
        folder.Repeated.ShouldBe(1);
    }

    /// <summary>
    /// Clocks that jump, or differ between machines, may show in a journal; no count and no rate follows from them.
    /// </summary>
    [Fact]
    public void Status_WhenTheClockJumps_HasTheRateOfTheSteadyClock()
    {
        JournalFolder folder = new(Root);
        string list = folder.Begin(_jobs);
        string path = Write(list, Shard.Whole, 0, 1, 2);
        string[] lines = File.ReadAllLines(path);
        for (int i = 1; i < lines.Length; i++)
        {
            string year = i % 2 == 0 ? "1970" : "2106";
            lines[i] = System.Text.RegularExpressions.Regex.Replace(lines[i], "\"at\":\"\\d{4}", $"\"at\":\"{year}");
            lines[i] = System.Text.RegularExpressions.Regex.Replace(
                lines[i], "\"elapsed\":[0-9.E-]+", $"\"elapsed\":{10 * i}");
        }

        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        File.SetLastWriteTimeUtc(path, new DateTime(2106, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        BatchStatus status = BatchStatus.Of(Root);
        (status.Done, status.Left, status.Working).ShouldBe((3, 3, 1));
        status.Rate.ShouldBe(6, 1e-9); // three jobs in 30 seconds
        status.TimeLeft.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Begin_WithTheSameList_WritesNothing()
    {
        string hash = new JournalFolder(Root).Begin(_jobs), path = Path.Combine(Root, ".batch", "jobs.jsonl");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        new JournalFolder(Root).Begin(_jobs).ShouldBe(hash);
        File.GetLastWriteTimeUtc(path).ShouldBe(DateTime.UnixEpoch);
        new JournalFolder(Root).Begin(_jobs[..3]).ShouldNotBe(hash);
        new JournalFolder(Root).List().Select(job => job.Id).ShouldBe(_jobs[..3].Select(job => job.Id));
    }

    [Fact]
    public void Status_OfAFolderOfNoBatch_SaysSo()
        => Should.Throw<InvalidDataException>(() => BatchStatus.Of(Root)).Message.ShouldContain("no folder of a batch");

    private string Root => _folder.FullName;

    private string Write(string list, Shard shard, params int[] jobs)
    {
        using Journal journal = new JournalFolder(Root).Open(list, shard, jobs.Length);
        Array.ForEach(jobs, job => journal.Add(Done(job)));
        return journal.Path;
    }

    private JobOutcome Done(int job)
        => new() { Job = _jobs[job].Id, Line = job + 1, Out = _jobs[job].Job.Out, Sha256 = "00", Seconds = 1 };

    private JobOutcome Failed(int job)
        => new() { Job = _jobs[job].Id, Line = job + 1, Failure = FailureKind.NoFace, Error = "no face" };
}
