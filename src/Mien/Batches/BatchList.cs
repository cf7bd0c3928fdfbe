using System.Text.Json;
using Mien.Faces.Detection;
using Mien.Transfer;

namespace Mien.Batches;

/// <summary>Lists of jobs: from a table, from JSON lines, or from all pairs of two sets of photos.</summary>
public static class BatchList
{
    private const string Appearance = "appearance", Expression = "expression", Out = "out", FaceA = "face-a",
        FaceE = "face-e";

    private static readonly string[] _own = [Appearance, Expression, Out, FaceA, FaceE];
    private static readonly string[] _photos = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif",
        ".avif", ".gif"];
    private static readonly string[] _results = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>
    /// Reads a list: CSV whose first row names the columns, or JSON lines; which of them, its first character tells.
    /// </summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <returns>Every line that is not empty, in order; those that say no job have a
    /// <see cref="BatchJob.Fault"/>.</returns>
    /// <exception cref="InvalidDataException">There is no job in it, or its columns are not those of jobs.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<BatchJob> Read(string path)
    {
        string text = File.ReadAllText(path);
        List<BatchJob> jobs = text.AsSpan().TrimStart() is ['{', ..] ? [.. JsonLines(text)] : Table(path, text);
        return jobs.Count > 0 ? WithoutClashes(jobs) : throw new InvalidDataException($"{path}: there is no job in it");
    }

    /// <summary>Every expression on every appearance, appearance by appearance.</summary>
    /// <param name="appearances">A photo, a folder of photos, or a pattern of names such as
    /// <c>people/*.jpg</c>.</param>
    /// <param name="expressions">Likewise.</param>
    /// <param name="ending">That of the results, such as <c>.png</c>.</param>
    /// <returns>
    /// The pairs; results are called after the appearance where there is one expression, after the expression where
    /// there is one appearance, else <c>appearance/expression</c>.
    /// </returns>
    /// <exception cref="IOException">There is no such photo or folder, or no photo in it.</exception>
    public static IReadOnlyList<BatchJob> Pairs(string appearances, string expressions, string ending = ".png")
    {
        string[] people = Photos(appearances), faces = Photos(expressions);
        List<BatchJob> jobs = new(people.Length * faces.Length);
        foreach (string person in people)
        {
            foreach (string face in faces)
            {
                string name = faces.Length == 1 ? Name(person) : people.Length == 1
                    ? Name(face) : Path.Combine(Name(person), Name(face));
                jobs.Add(new() { Line = jobs.Count + 1, Appearance = person, Expression = face, Out = name + ending });
            }
        }

        return WithoutClashes(jobs);
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path);

    private static string[] Photos(string pattern)
    {
        if (File.Exists(pattern))
        {
            return [pattern];
        }

        bool isFolder = Directory.Exists(pattern);
        string folder = isFolder ? pattern : Path.GetDirectoryName(pattern) is { Length: > 0 } named ? named : ".";
        string names = isFolder ? "*" : Path.GetFileName(pattern);
        if (!Directory.Exists(folder) || (!isFolder && names.AsSpan().IndexOfAny('*', '?') < 0))
        {
            throw new FileNotFoundException($"there is no file or folder {pattern}");
        }

        string[] found = [.. Directory.EnumerateFiles(folder, names)
            .Where(path => _photos.Contains(Path.GetExtension(path).ToLowerInvariant())
                && Path.GetFileName(path)[0] != '.')
            .Select(
                path => isFolder || Path.GetDirectoryName(pattern) is { Length: > 0 } ? path : Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new FileNotFoundException($"{pattern}: there is no photo in it");
    }

    private static List<BatchJob> Table(string path, string text)
    {
        List<(int Line, IReadOnlyList<string>? Fields)> rows = [.. CsvText.Rows(text)];
        if (rows.Count == 0 || rows[0].Fields is not { } columns)
        {
            throw new InvalidDataException($"{path}: there is no job in it");
        }

        string[] names = [.. columns.Select(name => name.ToLowerInvariant())];
        string? fault = Array.Find([Appearance, Expression], needed => !names.Contains(needed)) is { } missing
            ? $"the first line names the columns, and '{missing}' is not among them: appearance,expression,out"
            : names.Distinct().Count() < names.Length ? "two columns have the same name"
            : names.Select(name => _own.Contains(name) ? null : NameFault(name)).FirstOrDefault(f => f is not null);
        if (fault is not null)
        {
            throw new InvalidDataException($"{path}: {fault}");
        }

        return [.. rows.Skip(1).Select(row => row.Fields is not { } fields ? Bad(row.Line, "a quotation mark is open to the end of the file")
            : fields.Count != names.Length ? Bad(row.Line, $"it has {fields.Count} fields, not {names.Length}")
            : Job(row.Line, names.Zip(fields).Where(pair => pair.Second.Length > 0)))];
    }

    private static IEnumerable<BatchJob> JsonLines(string text)
    {
        int line = 0;
        foreach (string row in text.Split('\n'))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(row))
            {
                yield return FromJson(line, row);
            }
        }
    }

    private static BatchJob FromJson(int line, string row)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(row);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Bad(line, "it is no JSON object");
            }

            List<(string, string)> members = [];
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind is not
                    (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
                {
                    return Bad(line, $"the value of '{member.Name}' is neither a text nor a number, true or false");
                }

                string name = member.Name.ToLowerInvariant();
                if (members.Exists(known => known.Item1 == name))
                {
                    return Bad(line, $"'{name}' is given twice");
                }

                if (!_own.Contains(name) && NameFault(name) is { } fault)
                {
                    return Bad(line, fault);
                }

                members.Add(
                    (name, member.Value.ToString() is var value
                        && member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
                            ? value.ToLowerInvariant() : value));
            }

            return Job(line, members);
        }
        catch (JsonException)
        {
            return Bad(line, "it is no JSON object");
        }
    }

    private static BatchJob Job(int line, IEnumerable<(string Name, string Value)> members)
    {
        Dictionary<string, string> values = members.ToDictionary(m => m.Name, m => m.Value);
        string Value(string name, string otherwise = "") => values.GetValueOrDefault(name, otherwise);
        BatchJob job = new()
        {
            Line = line,
            Appearance = Value(Appearance),
            Expression = Value(Expression),
            Out = Value(Out, $"{Name(Value(Appearance))}-{Name(Value(Expression))}.png"),
            FaceA = Value(FaceA, "largest"),
            FaceE = Value(FaceE, "largest"),
            Settings = new SortedDictionary<string, string>(
                values.Where(v => !_own.Contains(v.Key)).ToDictionary(), StringComparer.Ordinal),
        };
        return job with { Fault = FaultOf(job) };
    }

    private static string? FaultOf(BatchJob job)
    {
        if (job.Appearance.Contains('\0') || job.Expression.Contains('\0') || job.Out.Contains('\0'))
        {
            return "a name in it holds the character 0, which no file's name can";
        }

        foreach ((string name, string path) in new[] { (Appearance, job.Appearance), (Expression, job.Expression) })
        {
            if (path.Length == 0)
            {
                return $"it names no {name}";
            }
        }

        if (!_results.Contains(Path.GetExtension(job.Out).ToLowerInvariant()))
        {
            return $"{job.Out}: pictures are written as {string.Join(", ", _results)}";
        }

        foreach (string face in new[] { job.FaceA, job.FaceE })
        {
            try
            {
                _ = FaceChoice.Parse(face);
            }
            catch (FormatException e)
            {
                return e.Message;
            }
        }

        return job.Settings.Select(setting => TransferSettings.Table[setting.Key].Mistake(setting.Value))
            .FirstOrDefault(mistake => mistake is not null);
    }

    private static string? NameFault(string name)
    {
        try
        {
            _ = TransferSettings.Table[name];
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    private static BatchJob Bad(int line, string fault) => new() { Line = line, Fault = fault };

    // Of two results of one name the first stands.
    private static List<BatchJob> WithoutClashes(List<BatchJob> jobs)
    {
        Dictionary<string, int> lines = [];
        return [.. jobs.Select(job => job.Fault is not null || lines.TryAdd(Path.GetFullPath(job.Out, "/"), job.Line)
            ? job
            : job with
            {
                Fault = $"its result {job.Out} is that of line {lines[Path.GetFullPath(job.Out, "/")]} already",
            })];
    }
}
