using System.Globalization;

namespace Mien.Directions;

/// <summary>A direction by its name, and how far to go along it.</summary>
/// <param name="Name">The direction's name.</param>
/// <param name="Amount">Units of the direction, of either sign.</param>
public sealed record DirectionStep(string Name, float Amount)
{
    /// <summary>Reads <c>smile=0.8</c>.</summary>
    /// <param name="text">A name, an equals sign and a number.</param>
    /// <exception cref="ArgumentException">It is no such thing.</exception>
    public static DirectionStep Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int sign = text.LastIndexOf('=');
        return sign > 0 && float.TryParse(
            text.AsSpan(sign + 1), NumberStyles.Float, CultureInfo.InvariantCulture,
            out float amount) && float.IsFinite(amount)
            ? new(text[..sign], amount)
            : throw new ArgumentException($"'{text}' is no direction with an amount, such as smile=0.8 or yaw=-10");
    }
}
