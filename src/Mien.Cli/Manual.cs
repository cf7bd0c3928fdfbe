using System.CommandLine;
using System.Text;

namespace Mien.Cli;

/// <summary>
/// The commands as a manual: a page for <c>man</c>, and pages in Markdown, both made of the commands themselves.
/// </summary>
internal static class Manual
{
    /// <summary>Every command that can be run, with the words that call it, in the order of the help.</summary>
    public static IEnumerable<(string Words, Command Command)> Commands(Command root, string words = "mien")
        => root.Subcommands.Where(command => !command.Hidden).SelectMany(command => command.Subcommands.Count > 0
            ? Commands(command, $"{words} {command.Name}")
            : [($"{words} {command.Name}", command)]);

    /// <summary>The page for <c>man</c>, in the man macros of troff.</summary>
    public static string Man(RootCommand root, string version)
    {
        StringBuilder page = new($".TH MIEN 1 \"\" \"mien {Troff(version)}\" \"User Commands\"\n");
        page.Append(".SH NAME\nmien \\- ").Append(Troff(root.Description!)).Append('\n');
        page.Append(".SH SYNOPSIS\n.B mien\n.I command\n[\\fIoptions\\fR]\n");
        page.Append(".SH OPTIONS OF EVERY COMMAND\n");
        foreach (Option option in root.Options.Where(option => !option.Hidden))
        {
            Describe(page, option);
        }

        page.Append(".SH COMMANDS\n");
        foreach ((string words, Command command) in Commands(root))
        {
            page.Append(".SS \"").Append(Troff(words)).Append(
                string.Concat(command.Arguments.Select(argument => Troff($" <{argument.Name}>")))).Append("\"\n");
            page.Append(Troff(command.Description!)).Append('\n');
            foreach (Option option in command.Options.Where(option => !option.Hidden))
            {
                Describe(page, option);
            }

            foreach (string example in (command as ExampleCommand)?.Examples ?? [])
            {
                page.Append(".PP\n.EX\n").Append(Troff(example)).Append("\n.EE\n");
            }
        }

        return page.Append(
            ".SH EXIT STATUS\n0 for success, 1 for a failure, 2 for a mistake of the caller, 130 when interrupted.\n")
                .ToString();
    }

    /// <summary>A page in Markdown for each command that stands in the root, under its file name.</summary>
    /// <param name="root">The tree of commands.</param>
    /// <param name="help">What a command prints for <c>--help</c>, from its words after <c>mien</c>.</param>
    public static IEnumerable<(string File, string Text)> Pages(RootCommand root, Func<string[], string> help)
    {
        StringBuilder list = new("# The command line\n\n");
        list.Append(
            "What `mien --help` and the help of every command say. All take `--json`, for programs.\n\n| command | does |\n|---|---|\n");
        foreach (Command command in root.Subcommands.Where(command => !command.Hidden))
        {
            list.Append($"| [mien {command.Name}]({command.Name}.md) | {command.Description} |\n");
            StringBuilder page = new($"# mien {command.Name}\n\n{command.Description}.\n");
            foreach ((string words, Command one) in command.Subcommands.Count > 0
                ? Commands(command, $"mien {command.Name}") : [($"mien {command.Name}", command)])
            {
                page.Append(command.Subcommands.Count > 0 ? $"\n## {words}\n" : "");
                page.Append($"\n```text\n{help(words.Split(' ')[1..]).TrimEnd()}\n```\n");
            }

            yield return ($"{command.Name}.md", page.ToString());
        }

        yield return ("index.md", list.ToString());
    }

    private static void Describe(StringBuilder page, Option option)
    {
        string value = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0
            ? "" : $" \\fI{Troff(option.HelpName ?? option.Name.TrimStart('-'))}\\fR";
        string names = string.Join(
            ", ", option.Aliases.Append(option.Name).Distinct().Where(name => name[0] == '-')
                .Select(name => $"\\fB{Troff(name)}\\fR"));
        page.Append(".TP\n").Append(names).Append(value).Append('\n').Append(Troff(option.Description ?? ""))
            .Append('\n');
    }

    private static string Troff(string text)
    {
        string plain = text.ReplaceLineEndings(" ").Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal);
        return plain.StartsWith('.') || plain.StartsWith('\'') ? "\\&" + plain : plain;
    }
}
