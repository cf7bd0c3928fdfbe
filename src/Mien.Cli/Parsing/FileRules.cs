using System.CommandLine;
using System.CommandLine.Parsing;

namespace Mien.Cli.Parsing;

/// <summary>
/// What holds for the files of a command line before any work: those that are read are there, those that are written
/// can be, and none is both.
/// </summary>
internal static class FileRules
{
    /// <summary>Checks all files of a command line.</summary>
    /// <exception cref="IOException">A file is not there, cannot be written, or would be lost.</exception>
    /// <exception cref="ArgumentException">The ending of a picture is of no format that is written.</exception>
    public static void Check(ParseResult parsed, bool force)
    {
        List<string> read = [];
        List<(Option Option, string Path)> written = [];
        foreach (SymbolResult result in parsed.CommandResult.Children)
        {
            IEnumerable<string> values = result.Tokens.Select(token => token.Value);
            switch (result)
            {
                case OptionResult { Option: InputFileOption } or ArgumentResult { Argument: InputFileArgument }:
                    read.AddRange(values);
                    break;
                case OptionResult { Option: OutputFolderOption }:
                    if (values.FirstOrDefault(value => !OutputFile.IsWritable(value)) is { } folder)
                    {
                        throw new IOException($"the folder {folder} cannot be written; choose another");
                    }

                    break;
                case OptionResult { Option: OutputFileOption option }:
                    written.AddRange(values.Select(value => ((Option)option, value)));
                    break;
            }
        }

        foreach (string path in read)
        {
            if (Directory.Exists(path) || !File.Exists(path))
            {
                throw new FileNotFoundException(
                    Directory.Exists(path) ? $"{path} is a folder: name a file" : $"there is no file {path}");
            }
        }

        foreach ((Option option, string path) in written)
        {
            _ = ((OutputFileOption)option).IsPicture && !Directory.Exists(path)
                ? OutputFile.Picture(path) : OutputFile.Checked(path);
            if (!force && read.Find(input => RealPath(input) == RealPath(path)) is { } lost)
            {
                throw new IOException(
                    $"{option.Name} {path} is the file that is read, {lost}: choose another, or add --force to write over it");
            }
        }

        if (written.Select(file => RealPath(file.Path)).Distinct().Count() < written.Count)
        {
            throw new IOException(
                $"{string.Join(" and ", written.Select(file => file.Option.Name))} name the same file: each wants its own");
        }
    }

    // The path without links, folders on the way included.
    private static string RealPath(string path)
    {
        string real = "/";
        foreach (string part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            real = new FileInfo(next).LinkTarget is null
                ? next : File.ResolveLinkTarget(next, returnFinalTarget: true)!.FullName;
        }

        return real;
    }
}
