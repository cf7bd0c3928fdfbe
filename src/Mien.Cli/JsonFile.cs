using Mien.Checkpoints;

namespace Mien.Cli;

/// <summary>JSON files, as <see cref="Report"/> writes JSON; they appear whole or not at all.</summary>
internal static class JsonFile
{
    /// <summary>Writes a value.</summary>
    public static void Write(string path, object value)
        => AtomicFile.Write(path, Report.Text(value) + "\n");
}
