using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mien.Cli;

/// <summary>A command whose help ends with lines that can be typed as they stand.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, then the examples of the command.</summary>
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
        output.Write(text.ToString().Replace(RootCommand.ExecutableName, "mien", StringComparison.Ordinal));
        IReadOnlyList<string> examples = parseResult.CommandResult.Command switch
        {
            ExampleCommand command => command.Examples,
            RootCommand => _rootExamples,
            _ => [],
        };
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
}
