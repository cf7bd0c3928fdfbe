using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Mien.Cli.Parsing;

/// <summary>Numbers on a command line: with a point, without separators of thousands, finite, and in the range that their option allows.</summary>
internal static class NumberRules
{
    /// <summary>Refuses numbers out of a range, and adds the range to the option's description.</summary>
    public static Option<T> Within<T>(this Option<T> option, double least, double most = double.PositiveInfinity)
    {
        string range = double.IsInfinity(most) ? $"{Text(least)} or more" : $"{Text(least)} to {Text(most)}";
        option.Description += $", {range}";
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (Fault(token.Value, option.ValueType) is null && double.Parse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture) is var value && (value < least || value > most))
                {
                    result.AddError($"{option.Name} {token.Value} is out of range: {range}");
                }
            }
        });
        return option;
    }

    /// <summary>What is wrong with a text as a number of a type; null if nothing is, or if the type is none of numbers.</summary>
    public static string? Fault(string text, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (type == typeof(float) || type == typeof(double))
        {
            bool isNumber = double.TryParse(text, NumberStyles.Float, culture, out double value) && double.IsFinite(type == typeof(float) ? (float)value : value);
            return isNumber ? null : text.Contains(',', StringComparison.Ordinal) ? "is no number: decimals are written with a point, as 0.5" : "is no number";
        }

        bool? isWhole = type == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out _)
            : type == typeof(long) ? long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out _)
            : type == typeof(ulong) ? ulong.TryParse(text, NumberStyles.None, culture, out _)
            : type == typeof(uint) ? uint.TryParse(text, NumberStyles.None, culture, out _)
            : null;
        return isWhole is false ? "is no whole number" + (type == typeof(ulong) || type == typeof(uint) ? " of 0 or more" : "") : null;
    }

    private static string Text(double value) => value.ToString("G15", CultureInfo.InvariantCulture);
}
