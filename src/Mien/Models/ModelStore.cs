using System.Text.RegularExpressions;
using Mien.Checkpoints;

namespace Mien.Models;

/// <summary>
/// The models of a user: one folder each with <c>weights.safetensors</c>, perhaps <c>perceptual.safetensors</c>, and
/// the card
/// <c>model.json</c>. A model appears whole and disappears whole.
/// </summary>
/// <param name="folder">Where the models are; it is made when the first one is imported.</param>
public sealed partial class ModelStore(string folder)
{
    /// <summary>The folder of the store.</summary>
    public string Folder => folder;

    /// <summary>The user's store, in <see cref="UserFolders.Models"/>.</summary>
    /// <exception cref="IOException">There is no home folder to put it in.</exception>
    public static ModelStore OfUser() => new(UserFolders.Models
        ?? throw new IOException(
            $"there is no home folder for models: set {UserFolders.ModelsVariable} to a folder for them"));

    /// <summary>The environment variable that names the model to use where none is named.</summary>
    public const string ModelVariable = "MIEN_MODEL";

    /// <summary>The model of a name, be it the built-in one or one of the user's store.</summary>
    /// <param name="name">Its name; null for that of <see cref="ModelVariable"/>, else the built-in one.</param>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    /// <exception cref="CheckpointException">Its card is damaged.</exception>
    public static StoredModel Find(string? name = null)
    {
        name ??= Environment.GetEnvironmentVariable(ModelVariable) is { Length: > 0 } set ? set : BuiltInModel.Name;
        return BuiltInModel.Names.Contains(name) ? BuiltInModel.Open(name) : OfUser()[name];
    }

    /// <summary>
    /// The models whose cards can be read, by name. Folders without card and weights are not models and are passed
    /// over.
    /// </summary>
    public IReadOnlyList<StoredModel> List()
        => [.. Places().Select(place => TryOpen(place).Model).OfType<StoredModel>()];

    /// <summary>
    /// The models whose cards cannot be read: their names, and what is wrong. They can be removed, and imported over.
    /// </summary>
    public IReadOnlyList<(string Name, string Fault)> Damaged() =>
        [.. Places().Select(place => (Name: Path.GetFileName(place), TryOpen(place).Fault))
            .Where(m => m.Fault is not null).Select(m => (m.Name, m.Fault!))];

    /// <summary>The model called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    /// <exception cref="CheckpointException">Its card is damaged.</exception>
    public StoredModel this[string name]
    {
        get
        {
            string place = Place(name);
            if (IsModel(place))
            {
                return Open(place);
            }

            string[] names = [.. BuiltInModel.Names, .. List().Select(m => m.Name)];
            throw new ModelException(
                ModelFault.Unknown, $"there is no model '{name}'; there {(names.Length == 1 ? "is" : "are")} {string.Join(", ", names)}");
        }
    }

    /// <summary>Whether there is a model called <paramref name="name"/>.</summary>
    public bool Has(string name) => File.Exists(Path.Combine(Place(name), StoredModel.CardFile));

    /// <summary>Deletes a model, damaged or not.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public void Remove(string name)
    {
        string place = Place(name);
        if (!IsModel(place))
        {
            _ = this[name]; // says which there are
        }

        Remove(new DirectoryInfo(place));
    }

    /// <summary>
    /// A name made from a file's: lower case, everything else than letters, digits, dots and hyphens a hyphen.
    /// </summary>
    /// <param name="file">The path of a weight file.</param>
    public static string NameFor(string file)
    {
        string name = NotInNames().Replace(Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), "-")
            .Trim('-', '.', '_');
        return name.Length == 0 ? "model" : name[..Math.Min(name.Length, 64)];
    }

    /// <summary>Says whether a model could be added under a name.</summary>
    /// <exception cref="ArgumentException">The name cannot be one, or is taken.</exception>
    internal void MustBeFree(string name, bool replace)
    {
        string place = Place(name);
        if (BuiltInModel.Names.Contains(name))
        {
            throw new ArgumentException($"{name} is the name of a built-in model: choose another");
        }

        if (Directory.Exists(place) && !(replace && IsModel(place)))
        {
            throw Taken(name);
        }
    }

    /// <summary>
    /// Adds a model that <paramref name="fill"/> writes into an empty folder; if that fails, nothing is left.
    /// </summary>
    /// <exception cref="ArgumentException">The name cannot be one, or is taken.</exception>
    internal StoredModel Add(string name, Action<string> fill, bool replace = false)
    {
        MustBeFree(name, replace);
        string place = Place(name);
        Directory.CreateDirectory(folder);
        AtomicFile.Sweep(folder);
        string coming = Path.Combine(folder, AtomicFile.TemporaryName());
        Directory.CreateDirectory(coming);
        try
        {
            fill(coming);
            if (replace && IsModel(place))
            {
                Remove(new DirectoryInfo(place));
            }

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

    private static ModelException Taken(string name) =>
        new(ModelFault.NameTaken, $"there is a model '{name}' already: choose another name, or replace or remove it");

    private IEnumerable<string> Places() => !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder)
        .Where(place => NamePattern().IsMatch(Path.GetFileName(place)) && IsModel(place))
        .OrderBy(place => place, StringComparer.Ordinal);

    private static bool IsModel(string place)
        => Path.Exists(Path.Combine(place, StoredModel.CardFile))
            || File.Exists(Path.Combine(place, StoredModel.WeightsFile));

    private static (StoredModel? Model, string? Fault) TryOpen(string place)
    {
        try
        {
            return (Open(place), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, e is CheckpointException fault ? fault.Reason : e.Message);
        }
    }

    // Out of sight first, so that nobody sees half of it.
    private void Remove(DirectoryInfo model)
    {
        string leaving = Path.Combine(folder, AtomicFile.TemporaryName());
        model.MoveTo(leaving);
        Directory.Delete(leaving, recursive: true);
    }

    private static StoredModel Open(string place) =>
        new(Path.GetFileName(place), place, ModelCard.Read(Path.Combine(place, StoredModel.CardFile)));

    private string Place(string name) => NamePattern().IsMatch(name)
        ? Path.Combine(folder, name)
        : throw new ArgumentException(
            $"'{name}' cannot be the name of a model: letters, digits, dots, hyphens and underscores can, 64 at most, the first a letter or digit");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("[^a-z0-9._-]+")]
    private static partial Regex NotInNames();
}
