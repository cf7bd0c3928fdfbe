namespace Mien;

/// <summary>
/// Where a user's files go: a variable of the program's own, else the XDG base directories, else the home folder.
/// Relative XDG paths do not count, as their specification says, and without a home folder there is none: nothing is
/// ever put into the current folder unasked.
/// </summary>
public static class UserFolders
{
    /// <summary>The variable that names the folder of models.</summary>
    public const string ModelsVariable = "MIEN_HOME";

    /// <summary>The variable that names the folder of inversions.</summary>
    public const string CacheVariable = "MIEN_CACHE";

    /// <summary>
    /// <c>$MIEN_HOME</c>, else <c>$XDG_DATA_HOME/mien</c>, else <c>~/.local/share/mien</c>; null without a home folder.
    /// </summary>
    public static string? Models => Find(ModelsVariable, "XDG_DATA_HOME", Path.Combine(".local", "share"));

    /// <summary>
    /// <c>$MIEN_CACHE</c>, else <c>$XDG_CACHE_HOME/mien</c>, else <c>~/.cache/mien</c>; null without a home folder.
    /// </summary>
    public static string? Cache => Find(CacheVariable, "XDG_CACHE_HOME", ".cache");

    /// <summary>
    /// What the studio keeps: <c>_studio</c> in <see cref="Models"/>, which cannot be the name of a model; null without
    /// a home folder.
    /// </summary>
    public static string? Studio => Models is { } folder ? Path.Combine(folder, "_studio") : null;

    private static string? Find(string own, string xdg, string below)
    {
        if (Variable(own) is { } named)
        {
            return Path.GetFullPath(named);
        }

        if (Variable(xdg) is { } data && Path.IsPathRooted(data))
        {
            return Path.Combine(data, "mien");
        }

        // Empty where $HOME is no folder.
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.IsPathRooted(home) ? Path.Combine(home, below, "mien") : null;
    }

    private static string? Variable(string name)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
