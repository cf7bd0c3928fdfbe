using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Mien.Settings;

namespace Mien.Cli.Parsing;

/// <summary>
/// Numbers on a command line: with a point, without separators of thousands, finite, and in the range that their option
/// allows.
/// </summary>
internal static class NumberRules
{
    /// <summary>Refuses numbers out of a range, and adds the range to the option's description.</summary>
    public static Option<T> Within<T>(this Option<T> option, double least, double most = double.PositiveInfinity)
    {
        string range = NumberText.Range(least, most);
        option.Description += $", {range}";
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (NumberText.Fault(token.Value, option.ValueType) is null
                    && double.Parse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture) is var value
                    && (value < least || value > most))
                {
                    result.AddError($"{option.Name} {token.Value} is out of range: {range}");
                }
            }
        });
        return option;
    }
}
