using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Mien.Faces.Detection;
using Mien.Inversion;
using Mien.Studio.Desks;
using Mien.Transfer;

namespace Mien.Studio.History;

/// <summary>
/// The transfers that were made: one row each in <c>studio.db</c>, and a folder with photo, crops, style vectors and
/// result; the desks with them. Files appear whole; a row that is deleted is overwritten. May be used from several
/// threads and processes.
/// </summary>
public sealed partial class HistoryStore : IDisposable
{
    private const string Columns = "id, made, desk, layers, distance_a, distance_e, source_a, source_e";

    private static readonly string[] _files =
        ["result.png", "result.jpg", "appearance.jpg", "expression.jpg", "appearance-crop.png", "expression-crop.png",
            "styles.npy", "appearance.safetensors", "expression.safetensors"];

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly string _folder;
    private readonly SqliteConnection _database;
    private readonly Lock _lock = new();

    static HistoryStore() => OwnSqlite.Load();

    /// <summary>Opens the history of a folder, made if need be.</summary>
    /// <exception cref="IOException">The folder cannot be written, or its database is damaged.</exception>
    public HistoryStore(string folder)
    {
        _folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                // photos of people
                System.IO.File.SetUnixFileMode(
                    folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            _database = new(
                new SqliteConnectionStringBuilder
                {
                    DataSource = Path.Combine(folder, "studio.db"),
                    Pooling = false,
                    DefaultTimeout = 10,
                }.ToString());
            _database.Open();
            Do("""
                PRAGMA journal_mode = WAL;
                PRAGMA secure_delete = ON;
                CREATE TABLE IF NOT EXISTS transfer (id TEXT PRIMARY KEY, made INTEGER NOT NULL, desk TEXT NOT NULL, layers TEXT NOT NULL,
                    distance_a REAL NOT NULL, distance_e REAL NOT NULL, source_a TEXT NOT NULL, source_e TEXT NOT NULL);
                CREATE INDEX IF NOT EXISTS transfer_made ON transfer (made);
                CREATE TABLE IF NOT EXISTS desk (id TEXT PRIMARY KEY, used INTEGER NOT NULL, unfinished INTEGER NOT NULL, desk TEXT NOT NULL);
                """);
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{folder}: the history cannot be opened ({e.Message}): choose another folder with --home, or move its studio.db away", e);
        }
    }

    /// <summary>The user's history, in <see cref="UserFolders.Studio"/>.</summary>
    /// <exception cref="IOException">There is no home folder to put it in, or it cannot be opened.</exception>
    public static HistoryStore OfUser() => new(UserFolders.Studio
        ?? throw new IOException(
            $"there is no home folder for the history: set {UserFolders.ModelsVariable} to a folder for it"));

    /// <summary>Keeps a transfer of photos that are files.</summary>
    /// <param name="result">The transfer.</param>
    /// <param name="detector">Tells which of the faces of its photo each is.</param>
    /// <returns>The entry's id.</returns>
    /// <exception cref="IOException">A photo is gone, or it cannot be written.</exception>
    public string Keep(TransferResult result, FaceDetector detector)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(detector);
        TransferSettings settings = result.Settings;
        DeskSettings chosen = new()
        {
            Model = result.Appearance.Inversion.ModelName,
            Method = settings.Method,
            Layers = settings.Method == FusionMethod.Layers ? result.Layers?.ToString() : null,
            Strength = settings.Strength,
            Paste = settings.Paste,
            Tune = settings.Tuning.Steps,
        };
        byte[] a = System.IO.File.ReadAllBytes(result.Appearance.Face.Path),
            e = System.IO.File.ReadAllBytes(result.Expression.Face.Path);
        return Keep(
            null, new(
                chosen, Of(result.Appearance.Face, a), Of(result.Expression.Face, e), IsUnfinished: false, IsDone: true,
                null), result, a, e);

        KeptPlace Of(AlignedFace face, byte[] file)
        {
            int index = face.Found is { } found
                ? Math.Max(0, detector.Find(face.Photo).ToList().FindIndex(other => other.Box == found.Box)) : 0;
            return new(Convert.ToHexStringLower(SHA256.HashData(file)), Photos.PhotoShelf.Shown(face.Path), index);
        }
    }

    /// <summary>Keeps a transfer, as a new entry or in place of an old one.</summary>
    /// <param name="entry">The entry to replace; null for a new one.</param>
    /// <param name="desk">Photos and choices.</param>
    /// <param name="result">The transfer.</param>
    /// <param name="appearance">The file of the one photo, which is kept beside the others; null if it is kept
    /// already.</param>
    /// <param name="expression">The file of the other.</param>
    /// <returns>The entry's id.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public string Keep(
        string? entry, DeskRecord desk, TransferResult result, byte[]? appearance = null, byte[]? expression = null)
    {
        string id = entry ?? NewEntry();
        string folder = Path.Combine(_folder, "transfers", Checked(id));
        Directory.CreateDirectory(folder);
        result.Picture.Write(Path.Combine(folder, "result.png"));
        Desks.Desk.Shown(result.Picture, 480).Write(Path.Combine(folder, "result.jpg"));
        Desks.Desk.Shown(result.Appearance.Face.Photo, 480).Write(Path.Combine(folder, "appearance.jpg"));
        Desks.Desk.Shown(result.Expression.Face.Photo, 480).Write(Path.Combine(folder, "expression.jpg"));
        result.Appearance.Face.Crop.Write(Path.Combine(folder, "appearance-crop.png"));
        result.Expression.Face.Crop.Write(Path.Combine(folder, "expression-crop.png"));
        InversionFile.Write(Path.Combine(folder, "appearance.safetensors"), result.Appearance.Inversion);
        InversionFile.Write(Path.Combine(folder, "expression.safetensors"), result.Expression.Inversion);
        InversionFile.WriteNpy(
            Path.Combine(folder, "styles.npy"), result.Appearance.Inversion with { Styles = result.Styles });
        KeepPhoto(desk.Appearance, appearance);
        KeepPhoto(desk.Expression, expression);
        Do($"""
            INSERT INTO transfer ({Columns}) VALUES ($id, $made, $desk, $layers, $da, $de, $sa, $se)
            ON CONFLICT (id) DO UPDATE SET desk = $desk, layers = $layers, distance_a = $da, distance_e = $de, source_a = $sa, source_e = $se
            """,
            ("$id", id), ("$made", DateTime.UtcNow.Ticks),
            ("$desk", JsonSerializer.Serialize(desk with { Entry = id }, _json)),
            ("$layers", result.Layers?.ToString() ?? ""), ("$da", result.Appearance.Inversion.Distance),
            ("$de", result.Expression.Inversion.Distance),
            ("$sa", result.Appearance.Inversion.SourceHash), ("$se", result.Expression.Inversion.SourceHash));
        return id;
    }

    /// <summary>The entries, the last first.</summary>
    /// <param name="words">Only those whose photos, model or layers contain every one of these words; empty for
    /// all.</param>
    /// <param name="most">No more than so many.</param>
    public IReadOnlyList<HistoryEntry> List(string words = "", int most = 200)
    {
        ArgumentNullException.ThrowIfNull(words);
        string[] wanted = words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. Read($"SELECT {Columns} FROM transfer ORDER BY made DESC", EntryOf)
            .Where(entry => wanted.All(word => Words(entry).Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Take(most)];
    }

    /// <summary>An entry; null if there is none.</summary>
    public HistoryEntry? Find(string id)
        => Read($"SELECT {Columns} FROM transfer WHERE id = $id", EntryOf, ("$id", id)).FirstOrDefault();

    /// <summary>The path of a file of an entry; null if there is none, or no such entry.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="name">One of the names that entries have.</param>
    public string? File(string id, string name)
        => IdPattern().IsMatch(id) && _files.Contains(name) && Path.Combine(_folder, "transfers", id, name) is { } path
            && System.IO.File.Exists(path) ? path : null;

    /// <summary>Deletes an entry, its files and the desks that it is on.</summary>
    public void Delete(string id)
    {
        Do("DELETE FROM transfer WHERE id = $id", ("$id", id));
        foreach ((string desk, DeskRecord kept) in Read(
            "SELECT id, desk FROM desk", r => (r.GetString(0), Parse(r.GetString(1)))))
        {
            if (kept.Entry == id)
            {
                Do("DELETE FROM desk WHERE id = $id", ("$id", desk));
            }
        }

        Do("PRAGMA wal_checkpoint(TRUNCATE)"); // or the row would live on in the log
        if (Path.Combine(_folder, "transfers", Checked(id)) is { } folder && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether an entry or a desk needs a photo.</summary>
    public bool Uses(string hash)
        => Read("SELECT desk FROM transfer UNION ALL SELECT desk FROM desk", r => Parse(r.GetString(0)))
            .Any(desk => desk.Appearance?.Hash == hash || desk.Expression?.Hash == hash);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) // never under a command that runs
        {
            _database.Dispose();
        }
    }

    internal static string NewEntry() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    internal void Save(string id, DeskRecord desk)
        => Do("INSERT OR REPLACE INTO desk (id, used, unfinished, desk) VALUES ($id, $used, $unfinished, $desk)",
            ("$id", id), ("$used", DateTime.UtcNow.Ticks), ("$unfinished", desk.IsUnfinished),
            ("$desk", JsonSerializer.Serialize(desk, _json)));

    internal DeskRecord? Desk(string id)
        => Read("SELECT desk FROM desk WHERE id = $id", r => Parse(r.GetString(0)), ("$id", id)).FirstOrDefault();

    internal IReadOnlyList<(string Id, DeskRecord Desk)> Unfinished()
        => Read(
            "SELECT id, desk FROM desk WHERE unfinished = 1 ORDER BY used",
            r => (r.GetString(0), Parse(r.GetString(1))));

    private static string Words(HistoryEntry entry)
        => $"{entry.Desk.Appearance?.Name} {entry.Desk.Expression?.Name} {entry.Desk.Settings.Model} {entry.Layers} {entry.Desk.Settings.Paste} {entry.Desk.Settings.Method} {entry.Made.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    private static DeskRecord Parse(string json)
        => JsonSerializer.Deserialize<DeskRecord>(json, _json) ?? throw new JsonException("no desk");

    private static HistoryEntry EntryOf(SqliteDataReader row) => new(
        row.GetString(0), new(row.GetInt64(1), DateTimeKind.Utc), Parse(row.GetString(2)), row.GetString(3),
        row.GetFloat(4), row.GetFloat(5), [row.GetString(6), row.GetString(7)]);

    private static string Checked(string id)
        => IdPattern().IsMatch(id) ? id : throw new ArgumentException($"'{id}' is no entry of the history");

    private void KeepPhoto(KeptPlace? place, byte[]? file)
    {
        if (place is null || file is null)
        {
            return;
        }

        string path = Path.Combine(_folder, "photos", Checked(place.Hash[..24]) + place.Hash[24..]);
        if (!System.IO.File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Checkpoints.AtomicFile.Write(path, stream => stream.Write(file));
        }
    }

    private void Do(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(sql, values);
            command.ExecuteNonQuery();
        }
    }

    private List<T> Read<T>(
        string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> values)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(sql, values);
            using SqliteDataReader reader = command.ExecuteReader();
            List<T> rows = [];
            while (reader.Read())
            {
                rows.Add(row(reader));
            }

            return rows;
        }
    }

    // The text of a command is a constant of this file; values go as parameters.
    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        SqliteCommand command = _database.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    [GeneratedRegex(@"\A[0-9a-f]{24}\z")]
    private static partial Regex IdPattern();
}
