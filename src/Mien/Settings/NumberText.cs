using System.Globalization;

namespace Mien.Settings;

/// <summary>Numbers in text: with a point, without separators of thousands, finite.</summary>
public static class NumberText
{
    /// <summary>
    /// What is wrong with a text as a number of a type; null if nothing is, or if the type is no number.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="type"><see cref="float"/>, <see cref="double"/>, <see cref="int"/>, <see cref="long"/> and their
    /// like.</param>
    public static string? Fault(string text, Type type)
    {
        ArgumentNullException.ThrowIfNull(text);
        type = Nullable.GetUnderlyingType(type) ?? type;
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (type == typeof(float) || type == typeof(double))
        {
            bool isNumber = double.TryParse(text, NumberStyles.Float, culture, out double value)
                && double.IsFinite(type == typeof(float) ? (float)value : value);
            return isNumber ? null
                : text.Contains(',', StringComparison.Ordinal)
                    ? "is no number: decimals are written with a point, as 0.5"
                : "is no number";
        }

        bool? isWhole = type == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out _)
            : type == typeof(long) ? long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out _)
            : type == typeof(ulong) ? ulong.TryParse(text, NumberStyles.None, culture, out _)
            : type == typeof(uint) ? uint.TryParse(text, NumberStyles.None, culture, out _)
            : null;
        string least = type == typeof(ulong) || type == typeof(uint) ? " of 0 or more" : "";
        return isWhole is false ? "is no whole number" + least : null;
    }

    /// <summary>A range in words: "0 to 1.5", "1 or more".</summary>
    /// <param name="least">The smallest value.</param>
    /// <param name="most">The largest; infinity for none.</param>
    public static string Range(double least, double most)
        => double.IsInfinity(most) ? $"{Words(least)} or more" : $"{Words(least)} to {Words(most)}";

    private static string Words(double value) => value.ToString("G15", CultureInfo.InvariantCulture);
}
