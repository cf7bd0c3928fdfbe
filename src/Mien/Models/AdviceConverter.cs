using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Settings;

namespace Mien.Models;

/// <summary>
/// A card's advice as JSON: settings by their names in camel case, a few under the names that cards have for them.
/// </summary>
internal sealed class AdviceConverter : JsonConverter<SettingValues>
{
    private const string Layers = "layers";

    private static readonly (string Card, string Setting)[] _names =
        [("pixelWeight", "pixels"), ("variationWeight", "style-variation"), ("expressionLayers", Layers)];

    public override SettingValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        SettingValues values = [];
        using JsonDocument card = JsonDocument.ParseValue(ref reader);
        foreach (JsonProperty advice in card.RootElement.EnumerateObject())
        {
            values[SettingName(advice.Name)] = advice.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => advice.Value.GetString(),
                _ => advice.Value.GetRawText(),
            };
        }

        return values;
    }

    public override void Write(Utf8JsonWriter writer, SettingValues value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, string text) in value)
        {
            writer.WritePropertyName(CardName(name));
            if (name != Layers && double.TryParse(
                text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            {
                writer.WriteRawValue(text);
            }
            else
            {
                writer.WriteStringValue(text);
            }
        }

        writer.WriteEndObject();
    }

    private static string SettingName(string name) => _names.FirstOrDefault(n => n.Card == name).Setting
        ?? string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));

    private static string CardName(string name) => _names.FirstOrDefault(n => n.Setting == name).Card
        ?? string.Concat(
            name.Split('-').Select(
                (part, i) => i == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}
