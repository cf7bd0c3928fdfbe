using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mien.Cli;

/// <summary>A command whose help ends with lines that can be typed as they stand.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Its settings; null if it has none.</summary>
    public SettingOptions? Settings { get; set; }

    /// <summary>
    /// Titles over options in the help, with the name of the first option under each; none for one list.
    /// </summary>
    public IReadOnlyList<(string Title, string First)> Groups { get; init; } = [];
}

/// <summary>The usual help, its options in groups, then the examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private static readonly string[] _rootExamples =
    [
        "mien doctor",
        "mien transfer --appearance anna.jpg --expression ben.jpg --out anna-as-ben.png",
        "mien transfer --help",
    ];

    // Whoever asks for help need not give the command's arguments.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        // The usual help calls the program by the name of its assembly; people call it by its launcher.
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using StringWriter text = new();
        parseResult.InvocationConfiguration.Output = text;
        int code = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        ExampleCommand? command = parseResult.CommandResult.Command as ExampleCommand;
        output.Write(
            WithTitles(
                text.ToString().Replace(RootCommand.ExecutableName, "mien", StringComparison.Ordinal),
                command?.Groups ?? []));
        IReadOnlyList<string> examples = command?.Examples
            ?? (parseResult.CommandResult.Command is RootCommand ? _rootExamples : []);
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return code;
    }

    private static string WithTitles(string help, IReadOnlyList<(string Title, string First)> groups)
    {
        List<string> lines = [];
        foreach (string line in help.Split('\n'))
        {
            string? title = groups.FirstOrDefault(
                group => line.StartsWith($"  {group.First}", StringComparison.Ordinal)).Title;
            if (title is not null)
            {
                if (lines[^1] == "Options:")
                {
                    lines.RemoveAt(lines.Count - 1);
                }
                else
                {
                    lines.Add("");
                }

                lines.Add(title + ":");
            }

            lines.Add(line);
        }

        return string.Join('\n', lines);
    }
}
