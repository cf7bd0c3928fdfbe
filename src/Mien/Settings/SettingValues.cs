using System.Collections;
using System.Text.Json;

namespace Mien.Settings;

/// <summary>Values of some settings, as text by name: what a person asks for, or what a model's card advises.</summary>
public sealed class SettingValues : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _values = [];

    /// <summary>No values.</summary>
    public SettingValues()
    {
    }

    /// <summary>A copy of others.</summary>
    /// <param name="values">The others.</param>
    public SettingValues(IEnumerable<KeyValuePair<string, string>> values) => _values.AddRange(values);

    /// <summary>How many settings have a value.</summary>
    public int Count => _values.Count;

    /// <summary>The value of a setting; null where nothing is said of it, and to say nothing.</summary>
    /// <param name="name">The setting's name, such as <c>start-seed</c>.</param>
    public string? this[string name]
    {
        get => _values.Find(value => value.Key == name).Value;
        set
        {
            int at = _values.FindIndex(known => known.Key == name);
            if (at >= 0)
            {
                _values.RemoveAt(at);
            }

            if (value is not null)
            {
                _values.Insert(at >= 0 ? at : Count, new(name, value));
            }
        }
    }

    /// <summary>Adds <c>name=value</c>.</summary>
    /// <param name="assignment">The two with the first equals sign between them.</param>
    /// <exception cref="ArgumentException">It is no such thing, or the setting has a value already.</exception>
    public void Add(string assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        int sign = assignment.IndexOf('=', StringComparison.Ordinal);
        if (sign < 1)
        {
            throw new ArgumentException($"'{assignment}' is no name=value, such as steps=50");
        }

        Add(assignment[..sign], assignment[(sign + 1)..]);
    }

    /// <summary>Adds a value.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">The setting has a value already.</exception>
    public void Add(string name, string value)
    {
        if (this[name] is { } first)
        {
            throw new ArgumentException($"{name} is given twice: {first} and {value}");
        }

        this[name] = value;
    }

    /// <summary>Reads a file with a JSON object: names, and numbers, texts, true or false.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no such object.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SettingValues Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads a JSON object: names, and numbers, texts, true or false.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">It is no such object.</exception>
    public static SettingValues Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Of(document.RootElement)
                : throw new InvalidDataException(
                    "settings are one JSON object, such as {\"steps\": 50, \"paste\": \"difference\"}");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the settings are no JSON: {e.Message}", e);
        }
    }

    private static SettingValues Of(JsonElement settings)
    {
        SettingValues values = [];
        foreach (JsonProperty setting in settings.EnumerateObject())
        {
            string text = setting.Value.ValueKind switch
            {
                JsonValueKind.String => setting.Value.GetString()!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => setting.Value.GetRawText(),
                _ => throw new InvalidDataException(
                    $"the value of '{setting.Name}' is neither a number nor a text, true or false"),
            };
            if (values[setting.Name] is not null)
            {
                throw new InvalidDataException($"'{setting.Name}' is given twice");
            }

            values[setting.Name] = text;
        }

        return values;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
