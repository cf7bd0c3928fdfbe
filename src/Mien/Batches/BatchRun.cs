using System.Diagnostics;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Inversion;
using Mien.Models;
using Mien.Settings;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Batches;

/// <summary>What a run of a batch did.</summary>
public sealed record BatchResult
{
    /// <summary>Jobs of the share.</summary>
    public required int Jobs { get; init; }

    /// <summary>Jobs that earlier runs had done.</summary>
    public required int DoneBefore { get; init; }

    /// <summary>Jobs that this run did.</summary>
    public required int Done { get; init; }

    /// <summary>Jobs that failed in this run, in order.</summary>
    public required IReadOnlyList<JobOutcome> Failed { get; init; }

    /// <summary>Faces that this run inverted.</summary>
    public required int Inverted { get; init; }

    /// <summary>Faces whose inversion was in the cache.</summary>
    public required int Known { get; init; }

    /// <summary>Seconds that it took.</summary>
    public required double Seconds { get; init; }
}

/// <summary>
/// Many transfers that need nothing of each other. Each result appears whole or not at all, then one line of the
/// journal tells of it; so a run that is killed loses at most the job at hand, and the next one goes on from there.
/// </summary>
/// <param name="model">Generator and perceptual network; stays the caller's.</param>
/// <param name="detector">Finds faces; stays the caller's.</param>
/// <param name="cache">Where style vectors are kept, for other runs and other machines.</param>
/// <param name="settings">What holds for all jobs.</param>
/// <param name="notice">Is told what is no failure, in one line; null to tell nobody.</param>
public sealed class BatchRun(
    FaceModel model, FaceDetector detector, InversionCache cache, BatchSettings settings, Action<string>? notice = null)
{
    private const int MostJobsTogether = 32;

    private readonly ExpressionTransfer _transfer = new(model, cache);
    private readonly Dictionary<string, (TransferSettings How, string Text)> _known = [];

    /// <summary>The jobs with their ids; a job whose settings are wrong becomes one with a fault.</summary>
    /// <param name="jobs">The list.</param>
    public IReadOnlyList<(BatchJob Job, string Id)> Identify(IReadOnlyList<BatchJob> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return [.. jobs.Select(Identify)];
    }

    /// <summary>Does what is left of a share.</summary>
    /// <param name="jobs">The whole list.</param>
    /// <param name="folder">The folder of the batch, made if need be.</param>
    /// <param name="progress">Is told after every job, on the calling thread.</param>
    /// <param name="cancellation">Stops within a step; the journal says so.</param>
    /// <exception cref="IOException">The folder cannot be written, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public BatchResult Run(
        IReadOnlyList<BatchJob> jobs, string folder, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        Stopwatch clock = Stopwatch.StartNew();
        IReadOnlyList<(BatchJob Job, string Id)> all = Identify(jobs);
        JournalFolder journals = new(folder);
        string list = journals.Begin(all);
        journals.Refresh(list, settings.Shard);
        (int from, int to) = settings.Shard.Of(all.Count);
        List<(BatchJob Job, string Id)> left = [.. all.Skip(from).Take(to - from).Where(job => !IsDone(job, journals))];
        BatchState state = new(journals, folder, to - from, to - from - left.Count, progress);
        FaceShelf shelf = new(model, detector, cache, settings, notice ?? (_ => { }));
        if (left.Count > 0)
        {
            using Journal journal = journals.Open(list, settings.Shard, to - from);
            state.Journal = journal;
            string end = "failed";
            try
            {
                for (int at = 0; at < left.Count;)
                {
                    at += Work(left, at, state, shelf, cancellation);
                    journals.Refresh(list, settings.Shard, except: journal.Path);
                }

                end = "complete";
            }
            catch (OperationCanceledException)
            {
                end = "stopped";
                throw new OperationCanceledException(
                    $"stopped after {state.DoneBefore + state.Ended} of {to - from} jobs; the same command goes on from there", cancellation);
            }
            finally
            {
                Last(journal, end);
            }
        }

        return new()
        {
            Jobs = to - from,
            DoneBefore = state.DoneBefore,
            Done = state.Done,
            Failed = state.Failed,
            Inverted = shelf.Inverted,
            Known = shelf.Known,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    // Some jobs whose new faces fill a batch of the engine: how many.
    private int Work(
        List<(BatchJob Job, string Id)> left, int at, BatchState state, FaceShelf shelf, CancellationToken cancellation)
    {
        HashSet<FaceKey> wanted = [], missing = [];
        List<(BatchJob Job, string Id, TransferSettings Settings, FaceKey[] Faces)> chunk = [];
        int taken = 0;
        for (; at + taken < left.Count && taken < MostJobsTogether && missing.Count < settings.Together; taken++)
        {
            (BatchJob job, string id) = left[at + taken];
            if (IsDone((job, id), state.Journals))
            {
                state.SomebodyElseDid(); // in the meantime
            }
            else if (job.Fault is { } fault)
            {
                state.Fail(job, id, FailureKind.BadLine, fault, 0);
            }
            else
            {
                TransferSettings how = SettingsOf(job).How;
                FaceKey[] faces = [new(job.Appearance, job.FaceA, how.Inversion, how.Reading), new(
                    job.Expression, job.FaceE, how.Inversion, how.Reading)];
                chunk.Add((job, id, how, faces));
                wanted.UnionWith(faces);
                missing.UnionWith(faces.Where(face => !shelf.Has(face)));
            }
        }

        shelf.Trim(wanted);
        Stopwatch clock = Stopwatch.StartNew();
        Dictionary<FaceKey, Exception> faults = shelf.Prepare(wanted, null, cancellation);
        double share = clock.Elapsed.TotalSeconds / Math.Max(1, chunk.Count);
        foreach ((BatchJob job, string id, TransferSettings how, FaceKey[] faces) in chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            if (faces.Select(face => faults.GetValueOrDefault(face))
                .FirstOrDefault(fault => fault is not null) is { } fault)
            {
                state.Fail(job, id, fault, share);
                continue;
            }

            clock.Restart();
            try
            {
                TransferResult result = _transfer.Combine(shelf[faces[0]], shelf[faces[1]], how, null, cancellation);
                string hash = Write(result, state.PathOf(job));
                state.Succeed(job, id, result, hash, share + clock.Elapsed.TotalSeconds);
            }
            catch (Exception e) when (e is not OperationCanceledException && !DiskSpace.IsFull(e))
            {
                state.Fail(job, id, e, share + clock.Elapsed.TotalSeconds);
            }
        }

        return taken;
    }

    private static string Write(TransferResult result, string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            result.Write(path);
            using FileStream file = File.OpenRead(path);
            return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskSpace.IsFull(e)
                ? new IOException(
                    $"{path}: the disk is full, so the batch stops; make room, and the same command goes on from there",
                    e) : new OutputException(e);
        }
    }

    private (BatchJob Job, string Id) Identify(BatchJob job)
    {
        string text = "";
        if (job.Fault is null)
        {
            try
            {
                text = SettingsOf(job).Text;
            }
            catch (ArgumentException e)
            {
                job = job with { Fault = e.Message };
            }
        }

        return (job, job.Id($"{model.Id} {settings.Aligned}", text));
    }

    // The settings of a job, and all of them as text; jobs mostly have the same.
    private (TransferSettings How, string Text) SettingsOf(BatchJob job)
    {
        string key = string.Join('\n', job.Settings);
        if (!_known.TryGetValue(key, out (TransferSettings How, string Text) known))
        {
            SettingValues values = [];
            foreach ((string name, string value) in settings.Values.Concat(job.Settings))
            {
                values[name] = value;
            }

            TransferSettings how = TransferSettings.For(model, values);
            _known[key] = known = (how, string.Join('\n', TransferSettings.Table.Select(setting => setting.Read(how))));
        }

        return known;
    }

    // A result that is gone is made again.
    private static bool IsDone((BatchJob Job, string Id) job, JournalFolder journals)
        => journals.Outcomes.TryGetValue(job.Id, out JobOutcome? outcome) && outcome.IsDone()
            && File.Exists(Path.Combine(journals.Folder, job.Job.Out));

    private static void Last(Journal journal, string end)
    {
        try
        {
            journal.End(end);
        }
        catch (IOException)
        {
            // The disk is full, and what ended the run says so: the journal holds without its last line.
        }
    }

    /// <summary>A result could not be written, for another reason than a full disk.</summary>
    private sealed class OutputException(Exception inner) : Exception(inner.Message, inner);

    private sealed class BatchState(
        JournalFolder journals, string folder, int jobs, int doneBefore, IProgress<WorkProgress>? progress)
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public JournalFolder Journals => journals;

        public Journal? Journal { get; set; }

        public List<JobOutcome> Failed { get; } = [];

        public int Done { get; private set; }

        public int DoneBefore { get; private set; } = doneBefore;

        public int Ended => Done + Failed.Count;

        public string PathOf(BatchJob job) => Path.GetFullPath(Path.Combine(folder, job.Out));

        public void SomebodyElseDid()
        {
            DoneBefore++;
            Tell();
        }

        public void Succeed(BatchJob job, string id, TransferResult result, string hash, double seconds)
        {
            JobOutcome outcome = new()
            {
                Job = id,
                Line = job.Line,
                Out = job.Out,
                Sha256 = hash,
                AppearanceDistance = result.Appearance.Inversion.Distance,
                ExpressionDistance = result.Expression.Inversion.Distance,
                Layers = result.Layers?.ToString(),
                Seconds = Math.Round(seconds, 3),
            };
            Journal!.Add(outcome);
            journals.Add(outcome);
            Done++;
            Tell();
        }

        public void Fail(BatchJob job, string id, Exception e, double seconds)
            => Fail(job, id, KindOf(e), Words(e), seconds);

        public void Fail(BatchJob job, string id, FailureKind kind, string error, double seconds)
        {
            JobOutcome outcome = new()
            {
                Job = id,
                Line = job.Line,
                Out = job.Out.Length > 0 ? job.Out : null,
                Failure = kind,
                Error = error.ReplaceLineEndings(" "),
                Seconds = Math.Round(seconds, 3),
            };
            Journal!.Add(outcome);
            Failed.Add(outcome);
            Tell();
        }

        private void Tell()
        {
            int left = jobs - DoneBefore - Ended;
            TimeSpan? time = Ended == 0 ? null : _clock.Elapsed * ((double)left / Ended);
            progress?.Report(
                new("transferring", DoneBefore + Ended, jobs, time)
                {
                    Values = Failed.Count > 0
                    ? [("failed", Failed.Count)] : []
                });
        }

        private static FailureKind KindOf(Exception e) => e switch
        {
            OutputException => FailureKind.Output,
            NoFaceException => FailureKind.NoFace,
            ImageFileException file => File.Exists(file.Path)
                ? FailureKind.UnreadablePicture : FailureKind.MissingPicture,
            InversionException or ComputeException => FailureKind.NotFinite,
            OutOfMemoryException => FailureKind.Memory,
            ArgumentException or FormatException => FailureKind.BadLine,
            _ => FailureKind.Other,
        };

        private static string Words(Exception e)
            => e is OutOfMemoryException ? "there is not enough memory for this picture" : e.Message;
    }
}
