using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Mien.Networks;
using Mien.Networks.Import;

namespace Mien.Models;

/// <summary>
/// A generator's card as one object: the family under <c>kind</c>, the sizes, where numbers come from.
/// </summary>
internal sealed class GeneratorCardConverter : JsonConverter<GeneratorCard>
{
    private const string Kind = "kind";
    private const string MeanStyle = "meanStyle";
    private const string Noise = "noise";

    public override GeneratorCard Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonObject card = JsonNode.Parse(ref reader) as JsonObject
            ?? throw new JsonException("the generator's card is no object");
        string? kind = card[Kind] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        GeneratorFamily family = GeneratorFamily.All.FirstOrDefault(f => f.Kind == kind)
            ?? throw new JsonException($"no family of generators is called '{kind}'");
        return card.Deserialize(family.Sizes, options) is StyleArchitecture sizes
            ? new(sizes, card[MeanStyle].Deserialize<Provenance>(options), card[Noise].Deserialize<Provenance>(options))
            : throw new JsonException("the generator's card has no sizes");
    }

    public override void Write(Utf8JsonWriter writer, GeneratorCard value, JsonSerializerOptions options)
    {
        GeneratorFamily family = GeneratorFamily.Of(value.Architecture);
        JsonObject card = new() { [Kind] = family.Kind };
        foreach ((string name, JsonNode? size) in JsonSerializer.SerializeToNode(
            value.Architecture, family.Sizes, options)!.AsObject())
        {
            card[name] = size?.DeepClone();
        }

        card[MeanStyle] = JsonSerializer.SerializeToNode(value.MeanStyle, options);
        card[Noise] = JsonSerializer.SerializeToNode(value.Noise, options);
        card.WriteTo(writer, options);
    }
}
