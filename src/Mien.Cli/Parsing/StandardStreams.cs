using System.CommandLine;
using Mien.Checkpoints;

namespace Mien.Cli.Parsing;

/// <summary>
/// <c>-</c> where a file is wanted: standard input goes through a file that is gone when the command ends, standard
/// output gets what the command wrote once it has succeeded, and none of its words.
/// </summary>
internal sealed class StandardStreams : IDisposable
{
    private static string? _folder;

    private readonly List<string> _written = [];
    private bool _hasRead;

    /// <summary>A message that may name such a file, in words: "standard input".</summary>
    public static string InWords(string message)
        => _folder is null ? message : message.Replace(_folder + "/", "", StringComparison.Ordinal);

    /// <summary>The arguments with files in the places of <c>-</c>.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="command">The command that it names.</param>
    /// <exception cref="ArgumentException">Standard input or output is wanted twice.</exception>
    public string[] Replace(IReadOnlyList<string> args, Command command)
    {
        string[] replaced = [.. args];
        for (int i = 0; i < replaced.Length; i++)
        {
            bool joined = replaced[i].StartsWith("--", StringComparison.Ordinal)
                && replaced[i].EndsWith("=-", StringComparison.Ordinal);
            if (replaced[i] != "-" && !joined)
            {
                continue;
            }

            string name = joined ? replaced[i][..^2] : i > 0 ? replaced[i - 1] : "";
            string? file = command.Options.FirstOrDefault(option => option.Name == name) switch
            {
                InputFileOption => Input(),
                OutputFileOption output => Output(Path.GetExtension(output.Usual)),
                null when command.Arguments.OfType<InputFileArgument>().Any() => Input(),
                _ => null,
            };
            replaced[i] = file is null ? replaced[i] : joined ? $"{name}={file}" : file;
        }

        if (_written.Count > 1 || (_written.Count == 1 && replaced.Contains(CommandLine.Json.Name)))
        {
            throw new ArgumentException("only one thing can go to standard output: give the other a file");
        }

        if (_written.Count > 0)
        {
            Console.SetOut(TextWriter.Null);
        }

        return replaced;
    }

    /// <summary>Passes on what was written.</summary>
    public void Deliver()
    {
        foreach (string path in _written.Where(File.Exists))
        {
            using FileStream file = File.OpenRead(path);
            using Stream output = StandardOutput.Open();
            file.CopyTo(output);
        }
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
            _folder = null;
        }
    }

    private string Input()
    {
        if (_hasRead)
        {
            throw new ArgumentException("standard input can be read once only: give the other a file");
        }

        _hasRead = true;
        string path = Place("standard input");
        using Stream input = Console.OpenStandardInput();
        using FileStream file = File.Create(path);
        input.CopyTo(file);
        return path;
    }

    private string Output(string ending)
    {
        _written.Add(Place("standard output" + ending));
        return _written[^1];
    }

    private static string Place(string name)
    {
        _folder ??= Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), AtomicFile.TemporaryName())).FullName;
        return Path.Combine(_folder, name);
    }
}
