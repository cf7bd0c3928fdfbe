namespace Mien.Cli;

/// <summary>JSON files, as <see cref="Report"/> writes JSON; they appear whole or not at all.</summary>
internal static class JsonFile
{
    /// <summary>Writes beside the place first, then renames.</summary>
    public static void Write(string path, object value)
    {
        string target = Path.GetFullPath(path);
        string beside = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            File.WriteAllText(beside, Report.Text(value) + "\n");
            File.Move(beside, target, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
