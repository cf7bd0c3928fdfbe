using Spectre.Console;

namespace Mien.Cli;

/// <summary>Colours and line breaks are for terminals: what goes to a pipe or a file is plain and unbroken.</summary>
internal static class Terminal
{
    /// <summary>Sets up standard output for the rest of the run.</summary>
    public static void SetUp()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console = Plain(Console.Out);
        }
    }

    private static IAnsiConsole Plain(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = int.MaxValue / 2;
        return console;
    }
}
