using System.CommandLine;
using System.CommandLine.Parsing;
using Mien.Settings;

namespace Mien.Cli.Parsing;

/// <summary>What holds for the values of every option and argument, whichever command has it.</summary>
internal static class ValueRules
{
    /// <summary>Adds the rules to a command and to those below it.</summary>
    public static void Apply(Command command)
    {
        foreach (Option option in command.Options)
        {
            option.Validators.Insert(0, result => Check(result, option.Name, option.ValueType));
        }

        foreach (Argument argument in command.Arguments)
        {
            argument.Validators.Add(result => Check(result, $"the {argument.Name}", argument.ValueType));
        }

        foreach (Command below in command.Subcommands)
        {
            Apply(below);
        }
    }

    /// <summary>Refuses two options of a command together.</summary>
    public static void Exclude(this Command command, Option one, Option other) => command.Validators.Add(result =>
    {
        if (IsGiven(result, one) && IsGiven(result, other))
        {
            result.AddError($"{one.Name} and {other.Name} exclude each other: give one of them");
        }
    });

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static void Check(SymbolResult result, string name, Type type)
    {
        foreach (Token token in result.Tokens)
        {
            if (Fault(token.Value, type) is { } fault)
            {
                result.AddError($"{name} {fault}");
                return;
            }
        }
    }

    private static string? Fault(string text, Type type)
    {
        type = type == typeof(float[]) ? typeof(float) : Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool))
        {
            return bool.TryParse(text, out _) ? null : $"takes no value, but '{text}' was given";
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return "is empty";
        }

        if (type.IsEnum)
        {
            string[] names = [.. Enum.GetNames(type).Select(n => n.ToLowerInvariant())];
            return names.Contains(text.ToLowerInvariant()) ? null : $"'{text}' is none of {string.Join(", ", names)}";
        }

        return NumberText.Fault(text, type) is { } fault ? $"'{text}' {fault}" : null;
    }
}
