using System.Globalization;

namespace Mien.Settings;

/// <summary>One setting, written down once: its name, what it means, which values it takes.</summary>
public abstract class Setting
{
    private protected Setting(string group, string name, string meaning, string kind, string? range)
        => (Group, Name, Meaning, Kind, Range) = (group, name, meaning, kind, range);

    /// <summary>What it belongs to, such as "inversion".</summary>
    public string Group { get; }

    /// <summary>Its name: lower case with hyphens, such as <c>start-seed</c>.</summary>
    public string Name { get; }

    /// <summary>What it does, as a phrase.</summary>
    public string Meaning { get; }

    /// <summary>
    /// The form of its values, in brief: <c>n</c>, <c>x</c>, <c>list</c>, or the choices as <c>mean|random</c>.
    /// </summary>
    public string Kind { get; }

    /// <summary>The range of its numbers, as "0 to 1.5"; null if it is no number or takes every number.</summary>
    public string? Range { get; }

    /// <summary>The value that it has where nothing is said, as text; empty for none.</summary>
    public abstract string Usual { get; }

    /// <summary>Its choices, where it has a few; else empty.</summary>
    public IReadOnlyList<string> Choices => Kind.Contains('|', StringComparison.Ordinal) ? Kind.Split('|') : [];

    /// <summary>What is wrong with a text as its value, in words; null if nothing is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="called">What the words call the setting; null for its name.</param>
    public string? Mistake(string text, string? called = null)
    {
        called ??= Name;
        return string.IsNullOrWhiteSpace(text) ? $"{called} is empty"
            : Fault(text) is not { } fault ? null
            : fault.StartsWith(OutOfRange, StringComparison.Ordinal) ? $"{called} {text} {fault}"
            : $"{called} '{text}' {fault}";
    }

    /// <summary>How a fault of a number begins that is one, but not in the range.</summary>
    private protected const string OutOfRange = "is out of range";

    /// <summary>What is wrong with a text that is not empty, to follow the text; null if nothing is.</summary>
    private protected abstract string? Fault(string text);

    /// <summary>"is out of range: 0 to 1.5", or null.</summary>
    internal static string? RangeFault(double value, double least, double most)
        => value < least || value > most ? $"{OutOfRange}: {NumberText.Range(least, most)}" : null;
}

/// <summary>A setting of a record.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class Setting<T> : Setting
    where T : class
{
    private readonly Func<string, string?> _fault;
    private readonly Func<T, string> _read;
    private readonly Func<T, string, T> _with;
    private readonly T _usual;

    internal Setting(
        string group, string name, string meaning, string kind, string? range, T usual,
        Func<string, string?> fault, Func<T, string> read, Func<T, string, T> with)
        : base(group, name, meaning, kind, range)
        => (_usual, _fault, _read, _with) = (usual, fault, read, with);

    /// <inheritdoc/>
    public override string Usual => _read(_usual);

    private protected override string? Fault(string text) => _fault(text);

    /// <summary>Its value in a record, as text.</summary>
    /// <param name="settings">The record.</param>
    public string Read(T settings) => _read(settings);

    /// <summary>The record with another value.</summary>
    /// <param name="settings">The record.</param>
    /// <param name="text">The value.</param>
    /// <exception cref="ArgumentException">The text is no value of this setting.</exception>
    public T With(T settings, string text)
        => Mistake(text) is { } mistake ? throw new ArgumentException(mistake) : _with(settings, text);

    /// <summary>The same setting of a record that holds the other.</summary>
    /// <typeparam name="TOuter">The record that holds it.</typeparam>
    /// <param name="usual">The outer record where nothing is said.</param>
    /// <param name="get">The inner record of an outer one.</param>
    /// <param name="set">The outer record with another inner one.</param>
    public Setting<TOuter> In<TOuter>(TOuter usual, Func<TOuter, T> get, Func<TOuter, T, TOuter> set)
        where TOuter : class
        => new(Group, Name, Meaning, Kind, Range, usual, _fault, outer => _read(get(outer)), (outer, text) => set(
            outer, _with(get(outer), text)));
}

/// <summary>Makes the settings of a record, of which all have a group and the record's own defaults.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="group">What the settings belong to.</param>
/// <param name="usual">The record where nothing is said.</param>
internal sealed class SettingMaker<T>(string group, T usual)
    where T : class
{
    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>A whole number.</summary>
    public Setting<T> Whole(
        string name, string meaning, int least, int most, Func<T, int> get, Func<T, int, T> set) => new(
        group, name, meaning, "n", least == int.MinValue ? null : NumberText.Range(least, most), usual,
        text => NumberText.Fault(text, typeof(int)) ?? Setting.RangeFault(int.Parse(text, _culture), least, most),
        settings => get(settings).ToString(_culture),
        (settings, text) => set(settings, int.Parse(text, _culture)));

    /// <summary>A number.</summary>
    public Setting<T> Number(
        string name, string meaning, double least, double most, Func<T, float> get, Func<T, float, T> set) => new(
        group, name, meaning, "x", NumberText.Range(least, most), usual,
        text => NumberText.Fault(text, typeof(float)) ?? Setting.RangeFault(double.Parse(text, _culture), least, most),
        settings => get(settings).ToString(_culture),
        (settings, text) => set(settings, float.Parse(text, _culture)));

    /// <summary>Yes or no.</summary>
    public Setting<T> Flag(string name, string meaning, Func<T, bool> get, Func<T, bool, T> set) => new(
        group, name, meaning, "true|false", null, usual,
        text => bool.TryParse(text, out _) ? null : "is neither true nor false",
        settings => get(settings) ? "true" : "false",
        (settings, text) => set(settings, bool.Parse(text)));

    /// <summary>One of a few.</summary>
    public Setting<T> Choice<TEnum>(string name, string meaning, Func<T, TEnum> get, Func<T, TEnum, T> set)
        where TEnum : struct, Enum
    {
        Dictionary<string, TEnum> choices = Enum.GetValues<TEnum>()
            .ToDictionary(Words, StringComparer.OrdinalIgnoreCase);
        return new(
            group, name, meaning, string.Join('|', choices.Keys), null, usual,
            text => choices.ContainsKey(text) ? null : $"is none of {string.Join(", ", choices.Keys)}",
            settings => Words(get(settings)),
            (settings, text) => set(settings, choices[text]));
    }

    /// <summary>Anything else.</summary>
    public Setting<T> Other(
        string name, string meaning, string kind, string? range, Func<string, string?> fault, Func<T, string> get,
        Func<T, string, T> set)
        => new(group, name, meaning, kind, range, usual, fault, get, set);

    // SearchRange is search-range, BFloat16 bfloat16.
    private static string Words<TEnum>(TEnum value)
        where TEnum : struct, Enum
    {
        string name = value.ToString();
        return string.Concat(name.Select((c, i) =>
            (i > 0 && char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(name[i - 1]) ? "-" : "")
                + char.ToLowerInvariant(c)));
    }
}
