using System.Globalization;
using System.Text;

namespace Mien.Studio.Desks;

/// <summary>A command line, as it is typed.</summary>
/// <param name="command">The command, such as <c>transfer</c>.</param>
internal sealed class CommandText(string command)
{
    private readonly StringBuilder _line = new("mien " + command);

    /// <summary>The name of a file that people chose, in quotation marks.</summary>
    /// <param name="option">The option; null for an argument.</param>
    /// <param name="name">The name; null for none.</param>
    public CommandText File(string? option, string? name)
        => Word(option).Word($"'{name?.Replace("'", "'\\''", StringComparison.Ordinal)}'");

    /// <summary>A value, if there is one and it is not what holds anyway.</summary>
    public CommandText Value(string option, string? value, string? usual = null)
        => value is null || value == usual ? this : Word(option).Word(value);

    /// <summary>A number, if it is not what holds anyway.</summary>
    public CommandText Value(string option, float value, float usual)
        => Value(option, Number(value), Number(usual));

    /// <summary>A setting or a direction: <c>--set name=value</c>.</summary>
    public CommandText Pair(string option, string name, string? value)
        => value is null ? this : Word(option).Word($"{name}={value}");

    /// <inheritdoc/>
    public override string ToString() => _line.ToString();

    /// <summary>A number as commands take it.</summary>
    public static string Number(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private CommandText Word(string? word)
    {
        if (word is not null)
        {
            _line.Append(' ').Append(word);
        }

        return this;
    }
}
