using System.Collections;

namespace Mien.Settings;

/// <summary>All settings of a record.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="settings">The settings, in the order in which people are shown them.</param>
public sealed class SettingTable<T>(IReadOnlyList<Setting<T>> settings) : IReadOnlyList<Setting<T>>
    where T : class
{
    /// <inheritdoc/>
    public int Count => settings.Count;

    /// <inheritdoc/>
    public Setting<T> this[int index] => settings[index];

    /// <summary>The setting of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public Setting<T> this[string name] => settings.FirstOrDefault(setting => setting.Name == name)
        ?? throw new ArgumentException(
            $"there is no setting '{name}'{Spelling.Suggestion(name, settings.Select(s => s.Name))}");

    /// <summary>A record with the values that are given.</summary>
    /// <param name="record">The record.</param>
    /// <param name="values">Values of some settings.</param>
    /// <exception cref="ArgumentException">There is no such setting, or a text is no value of it.</exception>
    public T Apply(T record, SettingValues values)
        => values.Aggregate(record, (current, value) => this[value.Key].With(current, value.Value));

    /// <summary>Checks every value of a record.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Check(T record)
    {
        foreach (Setting<T> setting in settings)
        {
            string text = setting.Read(record);
            if (text.Length > 0 && setting.Mistake(text) is { } mistake)
            {
                throw new ArgumentException(mistake);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Setting<T>> GetEnumerator() => settings.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
