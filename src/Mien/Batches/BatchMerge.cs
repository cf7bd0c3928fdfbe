using System.Globalization;
using System.Text;
using Mien.Checkpoints;
using Mien.Faces.Images;
using Mien.Reports;

namespace Mien.Batches;

/// <summary>What all processes of a batch did, as one table, one contact sheet and one page.</summary>
public sealed class BatchMerge
{
    private const int Tile = 128, MostRows = 24, MostFailures = 200;

    private readonly string _folder;
    private readonly IReadOnlyList<(BatchJob Job, string Id)> _list;
    private readonly JournalFolder _journals;

    /// <summary>Reads the folder of a batch.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidDataException">It is none of a batch.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public BatchMerge(string folder)
    {
        (_folder, _journals) = (folder, new(folder));
        _list = _journals.List();
        _journals.Refresh();
        Status = BatchStatus.Of(_journals, _list);
    }

    /// <summary>How far the batch is.</summary>
    public BatchStatus Status { get; }

    /// <summary>
    /// One row a job in the order of the list: line, appearance, expression, out, state, sha256, d of both inversions,
    /// layers, why it failed. It holds no times: the same batch gives the same bytes, however many processes did it.
    /// </summary>
    public string Table()
    {
        StringBuilder table = new();
        table.Append(
            CsvText.Row(
                "line", "appearance", "expression", "out", "state", "sha256", "appearance-d", "expression-d", "layers",
                "failure", "error")).Append('\n');
        foreach ((BatchJob job, string id) in _list)
        {
            JobOutcome? o = _journals.Outcomes.GetValueOrDefault(id);
            string kind = o?.Failure is { } failure ? JsonName(failure) : "";
            table.Append(CsvText.Row(
                job.Line.ToString(CultureInfo.InvariantCulture), job.Appearance, job.Expression, job.Out,
                o is null ? "open" : o.IsDone() ? "done" : "failed", o?.Sha256 ?? "", Number(o?.AppearanceDistance),
                Number(o?.ExpressionDistance), o?.Layers ?? "", kind, o?.Error ?? "")).Append('\n');
        }

        return table.ToString();
    }

    /// <summary>One row a job that ended: line, seconds, seconds since its process began.</summary>
    public string Times()
    {
        StringBuilder table = new();
        table.Append(CsvText.Row("line", "seconds", "elapsed", "at")).Append('\n');
        foreach (JobOutcome o in _list.Select(job => _journals.Outcomes.GetValueOrDefault(job.Id)).OfType<JobOutcome>())
        {
            table.Append(CultureInfo.InvariantCulture, $"{o.Line},{o.Seconds},{o.Elapsed},{o.At:O}\n");
        }

        return table.ToString();
    }

    /// <summary>
    /// Appearance, expression and result of some jobs, spread evenly over those that are done; null if none can be
    /// shown.
    /// </summary>
    /// <param name="columns">Triples in a row.</param>
    public Image? Sheet(int columns = 3)
    {
        List<Image?[]> triples = [];
        (BatchJob Job, string Id)[] done = [.. _list.Where(
            job => _journals.Outcomes.TryGetValue(job.Id, out JobOutcome? o) && o.IsDone())];
        int count = Math.Min(done.Length, MostRows);
        for (int i = 0; i < count; i++)
        {
            BatchJob job = done[(int)((long)i * done.Length / count)].Job;
            Image?[] triple = [Shown(job.Appearance), Shown(job.Expression), Shown(Path.Combine(_folder, job.Out))];
            if (triple[2] is not null)
            {
                triples.Add(triple);
            }
        }

        return triples.Count == 0
            ? null : ContactSheet.Rows(
                [.. triples.Chunk(columns).Select(row => (IReadOnlyList<Image?>)[.. row.SelectMany(triple => triple)])],
                empty: 255);
    }

    /// <summary>Writes <c>results.csv</c>, <c>times.csv</c>, <c>sheet.jpg</c> and <c>index.html</c>.</summary>
    /// <param name="to">The folder, made if need be.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public IReadOnlyList<string> Write(string to)
    {
        Directory.CreateDirectory(to);
        List<string> files = [];
        string At(string name)
        {
            files.Add(Path.Combine(to, name));
            return files[^1];
        }

        AtomicFile.Write(At("results.csv"), Table());
        AtomicFile.Write(At("times.csv"), Times());
        Image? sheet = Sheet();
        sheet?.Write(At("sheet.jpg"));
        AtomicFile.Write(At("index.html"), Page(sheet));
        return files;
    }

    private string Page(Image? sheet)
    {
        StringBuilder body = new();
        BatchStatus s = Status;
        double[] seconds = [.. _journals.Outcomes.Values.Where(o => o.IsDone()).Select(o => o.Seconds).Order()];
        body.Append(
            CultureInfo.InvariantCulture,
            $"<h1>Batch</h1><p>{s.Done} of {s.Jobs} jobs done, {s.Failed} failed, {s.Left} open</p>");
        body.Append(Html.Table(
            ("jobs", Whole(s.Jobs)), ("done", Whole(s.Done)), ("failed", Whole(s.Failed)), ("open", Whole(s.Left)),
            ("processes", Whole(s.Processes)), ("seconds of work", Number(s.Seconds)),
            ("seconds a job, median", seconds.Length > 0 ? Number(seconds[seconds.Length / 2]) : "-"),
            ("done twice, by two processes at a time", Whole(_journals.Repeated))));
        if (sheet is not null)
        {
            body.Append("<h2>Appearance, expression, result</h2>")
                .Append(Html.Picture(sheet, "appearance, expression and result of some jobs", 1200));
        }

        if (s.Failed > 0)
        {
            body.Append("<h2>Failures</h2>").Append(
                Html.Table(
                    s.Failures.Select(f => ($"{Whole(f.Count)} × {JsonName(f.Kind)}", "such as: " + f.Example))));
            body.Append("<h2>Each of them</h2>").Append(Html.Table(_list.Select(job => _journals.Outcomes.GetValueOrDefault(job.Id)).OfType<JobOutcome>()
                .Where(o => !o.IsDone()).Take(MostFailures).Select(o => ($"line {Whole(o.Line)}", o.Error ?? ""))));
        }

        return Html.Page("Mien: batch", body.ToString());
    }

    private static Image? Shown(string path)
    {
        try
        {
            Image picture = Image.Read(path);
            double scale = Math.Min((double)Tile / picture.Width, (double)Tile / picture.Height);
            int width = Math.Max(1, (int)Math.Round(picture.Width * scale)),
                height = Math.Max(1, (int)Math.Round(picture.Height * scale));
            return Centred(picture.Resize(width, height));
        }
        catch (ImageFileException)
        {
            return null; // it was there when the job was done: the sheet shows an empty place
        }
    }

    private static Image Centred(Image picture)
    {
        byte[] pixels = new byte[Tile * Tile * 3];
        Array.Fill(pixels, (byte)255);
        int left = (Tile - picture.Width) / 2, top = (Tile - picture.Height) / 2;
        for (int y = 0; y < picture.Height; y++)
        {
            picture.Pixels.Span.Slice(y * picture.Width * 3, picture.Width * 3)
                .CopyTo(pixels.AsSpan((((top + y) * Tile) + left) * 3));
        }

        return new(Tile, Tile, pixels) { DigitalSource = picture.DigitalSource };
    }

    internal static string JsonName(FailureKind kind)
        => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(float? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
