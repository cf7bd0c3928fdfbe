using System.CommandLine;
using System.CommandLine.Parsing;
using Mien.Settings;

namespace Mien.Cli.Parsing;

/// <summary>What is wrong with a command line, in one line that says what to type.</summary>
internal static class Mistakes
{
    /// <summary>The line for a command line that has errors.</summary>
    public static string Describe(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string mistake = Unknown(parsed, command) ?? ByName(parsed, command) ?? Value(parsed)
            ?? Missing(parsed, command) ?? parsed.Errors[0].Message.TrimEnd('.');
        return $"{mistake} (try: {PathOf(command)} --help)";
    }

    private static string? Unknown(ParseResult parsed, Command command)
    {
        string? option = parsed.UnmatchedTokens.FirstOrDefault(
            token => token.Length > 1 && token[0] == '-' && !char.IsAsciiDigit(token[1]));
        if (option is not null)
        {
            return $"unknown option '{option}'" + Instead(parsed, option, command);
        }

        if (command.Subcommands.Count == 0 || command.Action is not null)
        {
            return null;
        }

        string[] names = [.. command.Subcommands.Select(below => below.Name)];
        return parsed.UnmatchedTokens.Count > 0
            ? $"unknown command '{parsed.UnmatchedTokens[0]}'{Spelling.Suggestion(parsed.UnmatchedTokens[0], names)}"
            : $"say which: {PathOf(command)} {string.Join(" | ", names)}";
    }

    private static string Instead(ParseResult parsed, string option, Command command)
    {
        IEnumerable<string> options = OptionsOf(command).Select(known => known.Name);
        if ((command as ExampleCommand)?.Settings is not { } settings)
        {
            return Spelling.Suggestion(option, options);
        }

        string? next = parsed.UnmatchedTokens.SkipWhile(token => token != option).ElementAtOrDefault(1);
        if (settings.NewWay(option, next) is { } way)
        {
            return ": " + way;
        }

        string[] asOptions = [.. settings.Settings.Select(setting => "--" + setting.Name)];
        string? nearest = Spelling.Nearest(option, options.Concat(asOptions));
        return nearest is null ? ""
            : options.Contains(nearest) ? $"; did you mean {nearest}?"
            : $"; did you mean --set {nearest[2..]}={settings.Settings.First(s => "--" + s.Name == nearest).Kind}?";
    }

    // Words that belong to options which are missing are put where they belong.
    private static string? ByName(ParseResult parsed, Command command)
    {
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return null;
        }

        Option[] missing = [.. MissingOptions(parsed, command)];
        if (missing.Length == 0)
        {
            return $"'{parsed.UnmatchedTokens[0]}' is a word too many";
        }

        string[] given = [.. parsed.CommandResult.Children.SelectMany(child => child switch
        {
            OptionResult { Implicit: false } option
                => [option.Option.Name, .. option.Tokens.Select(token => token.Value)],
            ArgumentResult argument => argument.Tokens.Select(token => token.Value),
            _ => Array.Empty<string>(),
        }).Select(Quoted)];
        IEnumerable<string> named = missing.Select((option, i) =>
            $"{option.Name} {(i < parsed.UnmatchedTokens.Count ? Quoted(parsed.UnmatchedTokens[i]) : (option as OutputFileOption)?.Usual ?? option.HelpName?.ToUpperInvariant() ?? "VALUE")}");
        return $"'{parsed.UnmatchedTokens[0]}' stands without the name of an option; type: {string.Join(' ', [PathOf(command), .. given, .. named])}";
    }

    // Of a value: the rules of this program. What the parser says by itself, of a missing value, is put in better
    // words.
    private static string? Value(ParseResult parsed)
    {
        foreach (ParseError error in parsed.Errors)
        {
            switch (error.SymbolResult)
            {
                case OptionResult { Implicit: false } option when option.Tokens.Count < Math.Max(
                    1, option.Option.Arity.MinimumNumberOfValues):
                    int wanted = option.Option.Arity.MinimumNumberOfValues;
                    return $"{option.Option.Name} wants {(wanted > 1 ? $"{wanted} values" : "a value")}: {option.Option.Name} {option.Option.HelpName ?? "value"}";
                case OptionResult { Implicit: false } or ArgumentResult { Tokens.Count: > 0 }:
                    return error.Message.TrimEnd('.');
                case CommandResult when error.Message.StartsWith("--", StringComparison.Ordinal): // Exclude
                    return error.Message;
            }
        }

        return null;
    }

    private static string? Missing(ParseResult parsed, Command command)
    {
        string[] missing =
        [
            .. command.Arguments.Where(
                argument => argument.Arity.MinimumNumberOfValues > 0
                    && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
                        .Select(argument => $"<{argument.Name}>"),
            .. MissingOptions(parsed, command).Select(option => $"{option.Name} {option.HelpName ?? "value"}"),
        ];
        return missing.Length == 0 ? null : $"missing: {string.Join(", ", missing)}";
    }

    private static IEnumerable<Option> MissingOptions(ParseResult parsed, Command command)
        => command.Options.Where(option => option.Required && parsed.GetResult(option) is null or { Implicit: true });

    private static IEnumerable<Option> OptionsOf(Command command)
    {
        IEnumerable<Option> inherited = command.Parents.OfType<Command>().SelectMany(OptionsOf)
            .Where(option => option.Recursive);
        return command.Options.Concat(inherited);
    }

    private static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word;

    private static string PathOf(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } above ? $"{PathOf(above)} {command.Name}" : "mien";
}
