using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mien.Batches;
using Mien.Checkpoints;
using Mien.Faces.Detection;
using Mien.Faces.Images;
using Mien.Models;
using Mien.Studio.Desks;
using Mien.Studio.Jobs;
using Mien.Studio.Models;
using Mien.Studio.Photos;

namespace Mien.Studio.Batches;

/// <summary>Every expression on every person, of some photos of each.</summary>
public sealed partial class BatchWork : LastingWork
{
    /// <summary>Photos that a side may have.</summary>
    public const int MostPhotos = 24;

    /// <summary>Pairs that a table may have.</summary>
    public const int MostPairs = 200;

    private const int ThumbSide = 320; // pixels of the longer side
    private const int HashDigits = 16; // that tell photos of a batch apart
    private const string SheetFile = "sheet.jpg", PhotoFolder = "photos", ThumbFolder = "thumbs",
        MadeFolder = "made";

    private readonly string?[] _troubles = new string?[2];

    internal BatchWork(string id, string folder, Workbench bench)
        : base(id, folder, bench)
    {
        string path = Path.Combine(folder, RecordName);
        if (!File.Exists(path))
        {
            Record = new() { Model = bench.Options.Model ?? BuiltInModel.Name };
            return;
        }

        Record = JsonSerializer.Deserialize<BatchRecord>(File.ReadAllText(path), Json)
            ?? throw new JsonException("no batch");
        WasBusy = Record.State is DeskState.Waiting or DeskState.Running;
        State = WasBusy ? DeskState.Stopped : Record.State;
    }

    /// <summary>What it is made from, and how.</summary>
    public BatchRecord Record { get; private set; }

    /// <inheritdoc/>
    public override DateTime Begun => Record.Begun;

    /// <inheritdoc/>
    public override bool IsReady
        => Record is { Appearances.Count: > 0, Expressions.Count: > 0 } && Pairs <= MostPairs;

    /// <inheritdoc/>
    public override bool IsEmpty => Record is { Appearances.Count: 0, Expressions.Count: 0 };

    /// <inheritdoc/>
    public override string Title => Texts.BatchOf(Record.Appearances.Count, Record.Expressions.Count);

    /// <summary>Pairs of the table.</summary>
    public int Pairs => Record.Appearances.Count * Record.Expressions.Count;

    /// <summary>Counts up with every change, for addresses.</summary>
    public int Version { get; private set; }

    /// <summary>Whether there is a contact sheet.</summary>
    public bool HasSheet => State == DeskState.Done && File.Exists(Made(SheetFile));

    /// <summary>Pairs that are done with these settings.</summary>
    public int Finished => PairsOf(Record).Count(pair => IsDone(pair.Appearance, pair.Expression));

    /// <summary>Why pairs failed, each reason once.</summary>
    public IReadOnlyList<string> Failures => [.. PairsOf(Record)
        .Select(pair => FailureOf(pair.Appearance, pair.Expression)).OfType<string>().Distinct()];

    /// <summary>The command that does the same with two folders of the same photos.</summary>
    public string CommandLine => new CommandText("batch")
        .Value("--appearance", "people").Value("--expression", "faces").Value("--out", "all")
        .Value("--model", Record.Model, BuiltInModel.Name).Value("--strength", Record.Strength, 1).ToString();

    private protected override string JobName => Texts.BatchJob;

    /// <summary>The photos of a side.</summary>
    public IReadOnlyList<BatchPhoto> this[Side side]
        => side == Side.Appearance ? Record.Appearances : Record.Expressions;

    /// <summary>What is wrong with the last photo of a side that came in; null if nothing is.</summary>
    public string? TroubleOf(Side side) => _troubles[(int)side];

    /// <summary>The name of a pair's result, without its ending.</summary>
    public static string NameOf(BatchPhoto appearance, BatchPhoto expression)
    {
        ArgumentNullException.ThrowIfNull(appearance);
        ArgumentNullException.ThrowIfNull(expression);
        return $"{appearance.Hash[..HashDigits]}-{expression.Hash[..HashDigits]}";
    }

    /// <summary>The name of the small picture of a photo.</summary>
    public static string ThumbName(BatchPhoto photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return photo.Hash[..HashDigits] + ".jpg";
    }

    /// <summary>Whether a pair is done.</summary>
    public bool IsDone(BatchPhoto appearance, BatchPhoto expression)
        => File.Exists(Made(NameOf(appearance, expression) + ".png"));

    /// <summary>Why a pair failed; null if it did not.</summary>
    public string? FailureOf(BatchPhoto appearance, BatchPhoto expression)
        => Record.Failures.GetValueOrDefault(NameOf(appearance, expression));

    /// <summary>Takes a photo.</summary>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public void Add(Side side, StudioPhoto photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        lock (Guard)
        {
            if (this[side].Any(other => other.Hash == photo.Hash))
            {
                return; // it is there already
            }

            if (IsBusy)
            {
                _troubles[(int)side] = Texts.StopFirst;
            }
            else if (this[side].Count >= MostPhotos)
            {
                _troubles[(int)side] = Texts.TooManyPhotos(MostPhotos);
            }
            else
            {
                Renew();
                Directory.CreateDirectory(At(PhotoFolder));
                Directory.CreateDirectory(At(ThumbFolder));
                AtomicFile.Write(At(PhotoFolder, photo.Hash), stream => stream.Write(photo.File));
                BatchPhoto own = new(photo.Hash, photo.Name);
                Desk.Shown(photo.Image, ThumbSide).Write(At(ThumbFolder, ThumbName(own)));
                Put(side, [.. this[side], own]);
                Settle();
            }
        }

        Save();
        Tell();
    }

    /// <summary>Takes a photo away again.</summary>
    public void Remove(Side side, BatchPhoto photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        lock (Guard)
        {
            if (IsBusy)
            {
                return;
            }

            Renew();
            Put(side, [.. this[side].Where(other => other.Hash != photo.Hash)]);
            _troubles[(int)side] = null;
            if (!Record.Appearances.Concat(Record.Expressions).Any(other => other.Hash == photo.Hash))
            {
                foreach (string file in Directory.EnumerateFiles(
                    Folder, $"*{photo.Hash[..HashDigits]}*", SearchOption.AllDirectories).ToArray())
                {
                    File.Delete(file);
                }
            }

            foreach (string sheet in Directory.EnumerateFiles(Folder, SheetFile, SearchOption.AllDirectories).ToArray())
            {
                File.Delete(sheet); // of other pairs
            }

            Settle();
        }

        Save();
        Tell();
    }

    /// <summary>Takes another model.</summary>
    public void Take(string model) => Change(record => record with { Model = model });

    /// <summary>Takes another strength, 0 to 1.5.</summary>
    public void Strengthen(float strength) => Change(record => record with { Strength = strength });

    internal void Refuse(Side side, string trouble)
    {
        _troubles[(int)side] = trouble;
        Tell();
    }

    /// <summary>The path of a result, or of the contact sheet; null if there is none of that name.</summary>
    internal string? PathOf(string name)
        => ResultPattern().IsMatch(name) || (name == SheetFile && HasSheet) ? Existing(Made(name)) : null;

    /// <summary>The path of a small picture of a photo or of a result; null if there is none of that name.</summary>
    internal string? ThumbOf(string name)
    {
        if (!ThumbPattern().IsMatch(name))
        {
            return null;
        }

        string photo = At(ThumbFolder, name), path = File.Exists(photo) ? photo : Made(ThumbFolder, name);
        if (!File.Exists(path) && PathOf(Path.ChangeExtension(name, ".png")) is { } result)
        {
            Directory.CreateDirectory(Made(ThumbFolder));
            Desk.Shown(Image.Read(result), ThumbSide).Write(path);
        }

        return Existing(path);
    }

    /// <summary>All results under names for people, as a file that is gone when it is closed.</summary>
    internal Stream Zip()
    {
        FileStream file = new(
            At(AtomicFile.TemporaryName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        BatchRecord record = Record;
        HashSet<string> names = [];
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((BatchPhoto a, BatchPhoto e) in PairsOf(record))
            {
                if (PathOf(NameOf(a, e) + ".png") is not { } path)
                {
                    continue;
                }

                string shown = Texts.ResultName(
                    Path.GetFileNameWithoutExtension(a.Name), Path.GetFileNameWithoutExtension(e.Name)), name = shown;
                for (int i = 2; !names.Add(name); i++)
                {
                    name = string.Create(CultureInfo.InvariantCulture, $"{shown}-{i}");
                }

                zip.CreateEntryFromFile(path, name + ".png", CompressionLevel.NoCompression);
            }
        }

        file.Position = 0;
        return file;
    }

    private protected override object ToRecord() => Record with { State = State };

    private protected override void Do(IProgress<WorkProgress> progress, CancellationToken stop)
    {
        BatchRecord record;
        lock (Guard)
        {
            Record = record = Record with { Failures = new Dictionary<string, string>() };
            Array.Clear(_troubles);
        }

        BatchJob[] jobs = [.. PairsOf(record).Select((pair, i) => new BatchJob
        {
            Line = i + 1,
            Appearance = At(PhotoFolder, pair.Appearance.Hash),
            Expression = At(PhotoFolder, pair.Expression.Hash),
            Out = NameOf(pair.Appearance, pair.Expression) + ".png",
        })];
        using ModelLease lease = Bench.Models.Use(record.Model);
        using FaceDetector detector = new();
        BatchSettings settings = new() { Values = new() { { "strength", CommandText.Number(record.Strength) } } };
        string made = Made();
        Directory.CreateDirectory(made);
        BatchResult result = new BatchRun(lease.Model, detector, Bench.Cache, settings, Remark)
            .Run(jobs, made, progress, stop);
        new BatchMerge(made).Sheet()?.Write(Path.Combine(made, SheetFile));
        lock (Guard)
        {
            if (Record == record)
            {
                Record = record with
                {
                    Failures = result.Failed.Where(job => job.Out is not null).ToDictionary(
                        job => Path.GetFileNameWithoutExtension(job.Out!), job => Named(job.Error ?? "")),
                };
            }
        }
    }

    private protected override string Named(string words)
    {
        foreach (BatchPhoto photo in Record.Appearances.Concat(Record.Expressions))
        {
            words = words.Replace(At(PhotoFolder, photo.Hash), photo.Name, StringComparison.Ordinal);
        }

        return words.Replace(Made() + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    private static IEnumerable<(BatchPhoto Appearance, BatchPhoto Expression)> PairsOf(BatchRecord record)
        => record.Appearances.SelectMany(_ => record.Expressions, (a, e) => (a, e));

    private void Put(Side side, IReadOnlyList<BatchPhoto> photos) => Record = side == Side.Appearance
        ? Record with { Appearances = photos } : Record with { Expressions = photos };

    private void Change(Func<BatchRecord, BatchRecord> change)
    {
        lock (Guard)
        {
            if (IsBusy)
            {
                return;
            }

            Renew();
            (Record, Version) = (change(Record), Version + 1);
            Settle();
        }

        Save();
        Tell();
    }

    // A batch whose pairs are all made, or known not to work, is done: also when settings come back.
    private void Settle() => State = Pairs > 0 && PairsOf(Record).All(pair
        => IsDone(pair.Appearance, pair.Expression) || FailureOf(pair.Appearance, pair.Expression) is not null)
        ? DeskState.Done : DeskState.Ready;

    // Results of other settings are no results of these, and lie elsewhere.
    private string Made(params ReadOnlySpan<string> names)
    {
        string settings = $"{Record.Model}\n{CommandText.Number(Record.Strength)}";
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings)))[..HashDigits];
        return Path.Combine([Folder, MadeFolder, key, .. names]);
    }

    private string At(params ReadOnlySpan<string> names) => Path.Combine([Folder, .. names]);

    private static string? Existing(string path) => File.Exists(path) ? path : null;

    [GeneratedRegex(@"\A[0-9a-f]{16}-[0-9a-f]{16}\.png\z")]
    private static partial Regex ResultPattern();

    [GeneratedRegex(@"\A[0-9a-f]{16}(-[0-9a-f]{16})?\.jpg\z")]
    private static partial Regex ThumbPattern();
}
