using System.Text.RegularExpressions;

namespace Mien.Models;

/// <summary>
/// The models of a user: one folder each with <c>weights.safetensors</c>, perhaps <c>perceptual.safetensors</c>, and the card
/// <c>model.json</c>. A model appears whole and disappears whole.
/// </summary>
/// <param name="folder">Where the models are; it is made when the first one is imported.</param>
public sealed partial class ModelStore(string folder)
{
    // Folders that begin so are models on their way in or out, or what a run that was killed left behind.
    private const string Unfinished = ".mien-";

    /// <summary>The folder of the store.</summary>
    public string Folder => folder;

    /// <summary>The user's store: <c>$MIEN_HOME</c>, else <c>$XDG_DATA_HOME/mien</c>, else <c>~/.local/share/mien</c>.</summary>
    public static ModelStore OfUser() => new(
        Environment.GetEnvironmentVariable("MIEN_HOME") is { Length: > 0 } home ? Path.GetFullPath(home)
        : Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data && Path.IsPathRooted(data) ? Path.Combine(data, "mien")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "mien"));

    /// <summary>The models, by name. Folders without a card are not models and are passed over.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A card is damaged.</exception>
    public IReadOnlyList<StoredModel> List() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateDirectories(folder)
            .Where(d => NamePattern().IsMatch(Path.GetFileName(d)) && File.Exists(Path.Combine(d, StoredModel.CardFile)))
            .OrderBy(d => d, StringComparer.Ordinal)
            .Select(Open),
    ];

    /// <summary>The model called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    /// <exception cref="Checkpoints.CheckpointException">Its card is damaged.</exception>
    public StoredModel this[string name]
    {
        get
        {
            string place = Place(name);
            if (File.Exists(Path.Combine(place, StoredModel.CardFile)))
            {
                return Open(place);
            }

            string[] names = [.. List().Select(m => m.Name)];
            throw new ArgumentException(names.Length == 0
                ? $"there is no model '{name}', nor any other yet: import one (mien models import FILE)"
                : $"there is no model '{name}'; there are {string.Join(", ", names)}");
        }
    }

    /// <summary>Whether there is a model called <paramref name="name"/>.</summary>
    public bool Has(string name) => File.Exists(Path.Combine(Place(name), StoredModel.CardFile));

    /// <summary>Deletes a model.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public void Remove(string name)
    {
        StoredModel model = this[name];
        string leaving = Path.Combine(folder, Unfinished + Guid.NewGuid().ToString("N"));
        Directory.Move(model.Folder, leaving);
        Directory.Delete(leaving, recursive: true);
    }

    /// <summary>A name made from a file's: lower case, everything else than letters, digits, dots and hyphens a hyphen.</summary>
    /// <param name="file">The path of a weight file.</param>
    public static string NameFor(string file)
    {
        string name = NotInNames().Replace(Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), "-").Trim('-', '.', '_');
        return name.Length == 0 ? "model" : name[..Math.Min(name.Length, 64)];
    }

    /// <summary>Adds a model that <paramref name="fill"/> writes into an empty folder; if that fails, nothing is left.</summary>
    /// <exception cref="ArgumentException">The name cannot be one, or is taken.</exception>
    internal StoredModel Add(string name, Action<string> fill)
    {
        string place = Place(name);
        if (Directory.Exists(place))
        {
            throw Taken(name);
        }

        Directory.CreateDirectory(folder);
        string coming = Path.Combine(folder, Unfinished + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(coming);
        try
        {
            fill(coming);
            if (Directory.Exists(place))
            {
                throw Taken(name);
            }

            Directory.Move(coming, place);
        }
        catch
        {
            Directory.Delete(coming, recursive: true);
            throw;
        }

        return Open(place);
    }

    private static ArgumentException Taken(string name) =>
        new($"there is a model '{name}' already: choose another name with --name, or remove it first (mien models remove {name})");

    private static StoredModel Open(string place) =>
        new(Path.GetFileName(place), place, ModelCard.Read(Path.Combine(place, StoredModel.CardFile)));

    private string Place(string name) => NamePattern().IsMatch(name)
        ? Path.Combine(folder, name)
        : throw new ArgumentException($"'{name}' cannot be the name of a model: letters, digits, dots, hyphens and underscores can, 64 at most, the first a letter or digit");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("[^a-z0-9._-]+")]
    private static partial Regex NotInNames();
}
