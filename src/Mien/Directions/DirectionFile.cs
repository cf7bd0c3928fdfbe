using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Models;
using Mien.Networks;

namespace Mien.Directions;

/// <summary>
/// Directions as a file: one <c>.safetensors</c> with a tensor [1, L, W] for each and a card as metadata; and those
/// that other programs write: arrays [L, W] or [W], one or many, in <c>.npy</c>, <c>.npz</c> and <c>.pt</c>.
/// </summary>
public static class DirectionFile
{
    private const string Format = "mien-directions-1";
    private const string FormatKey = "format";
    private const string CardKey = "card";
    private const string ModelKey = "model";
    private const string GeneratorKey = "generator_sha256";
    private const string Prefix = "directions/";

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
    };

    /// <summary>Writes a .safetensors file, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="set">The directions.</param>
    /// <param name="layers">L.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, DirectionSet set, int layers)
    {
        ArgumentNullException.ThrowIfNull(set);
        List<CheckpointTensor> tensors =
            [.. set.Directions.Select(
                d => CheckpointTensor.From(Prefix + d.Name, [1, layers, d.Values.Length / layers], d.Values))];
        Dictionary<string, string> metadata = new()
        {
            [FormatKey] = Format,
            [CardKey] = JsonSerializer.Serialize(set.Directions.Select(CardOf), _json),
        };
        if (set.ModelName is { } model)
        {
            metadata[ModelKey] = model;
        }

        if (set.GeneratorId is { } id)
        {
            metadata[GeneratorKey] = id;
        }

        metadata[Checksum.Key] = Checksum.Of(tensors, metadata);
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <summary>Reads directions.</summary>
    /// <param name="path">A file that <see cref="Write"/> wrote, or arrays of another program.</param>
    /// <param name="generator">Whose style vectors they are to move.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">It is damaged, or holds no array that fits the generator.</exception>
    public static DirectionSet Read(string path, StyleGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using Checkpoint file = Checkpoint.Open(path);
        Checksum.Verify(file);
        IReadOnlyList<StyleDirection> directions = file.Metadata.GetValueOrDefault(FormatKey) == Format
            ? Own(file, generator) : Foreign(file, generator);
        return new(
            directions, file.Metadata.GetValueOrDefault(ModelKey), file.Metadata.GetValueOrDefault(GeneratorKey));
    }

    private static Card CardOf(StyleDirection d)
        => new(d.Name, d.Method, d.Unit, d.Range, d.Determination, d.Effect, d.SideEffect);

    private static List<StyleDirection> Own(Checkpoint file, StyleGenerator generator)
    {
        Card[] cards;
        try
        {
            cards = JsonSerializer.Deserialize<Card[]>(file.Metadata.GetValueOrDefault(CardKey) ?? "", _json) ?? [];
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CheckpointException(
                file.Path, $"metadata '{CardKey}'", $"the card of the directions is damaged: {e.Message}", e);
        }

        List<StyleDirection> directions = [];
        foreach (CheckpointTensor tensor in file.Tensors.Where(
            t => t.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string name = tensor.Name[Prefix.Length..];
            Card card = Array.Find(cards, c => c?.Name == name)
                ?? throw new CheckpointException(
                    file.Path, $"metadata '{CardKey}'", $"the card does not name the direction '{name}'");
            if (Shaped(file.Path, tensor, generator) is not [{ } values])
            {
                throw Unfit(file, tensor, generator);
            }

            directions.Add(new()
            {
                Name = name,
                Values = values,
                Method = card.Method,
                Unit = card.Unit ?? "",
                Range = card.Range,
                Determination = card.Determination,
                Effect = card.Effect,
                SideEffect = card.SideEffect,
            });
        }

        // In the order of the card: tensors of a file are sorted by their size.
        directions.Sort(
            (a, b) => Array.FindIndex(cards, c => c?.Name == a.Name)
                .CompareTo(Array.FindIndex(cards, c => c?.Name == b.Name)));
        return directions.Count > 0
            ? directions : throw new CheckpointException(file.Path, "", "there are no directions in it");
    }

    private static List<StyleDirection> Foreign(Checkpoint file, StyleGenerator generator)
    {
        string stem = ModelStore.NameFor(file.Path);
        List<StyleDirection> directions = [];
        foreach (CheckpointTensor tensor in file.Tensors)
        {
            float[][] all = Shaped(file.Path, tensor, generator);
            string name = file.Tensors.Count == 1 || tensor.Name.Length == 0 ? stem : tensor.Name;
            directions.AddRange(all.Select((values, i) => new StyleDirection
            {
                Name = all.Length == 1 ? name : $"{name}-{i + 1}",
                Values = values,
                Method = DirectionMethod.Foreign,
                Unit = "as the file has it",
            }));
        }

        return directions.Count > 0 ? directions
            : file.Tensors.Count > 0 ? throw Unfit(file, file.Tensors[0], generator)
            : throw new CheckpointException(file.Path, "", "there are no arrays in it");
    }

    private static CheckpointException Unfit(Checkpoint file, CheckpointTensor tensor, StyleGenerator generator)
        => new(file.Path, tensor.Name.Length == 0 ? "" : $"tensor '{tensor.Name}'",
            $"has shape [{string.Join(", ", tensor.Shape)}]; directions of this model are [{generator.Layers}, {generator.StyleLength}], or [{generator.StyleLength}] for all layers");

    // [N][L·W] of an array of one or many directions; none if it is another thing.
    private static float[][] Shaped(string path, CheckpointTensor tensor, StyleGenerator generator)
    {
        (int layers, int length) = (generator.Layers, generator.StyleLength);
        int[] shape = [.. tensor.Shape];
        bool isOfAll = shape is [var l, var w] && l == layers && w == length || shape is [_, var l2, var w2]
            && l2 == layers && w2 == length;
        bool isOfOne = !isOfAll
            && (shape is [var w3] && w3 == length || shape is [_, var w4] && w4 == length || shape is [_, 1, var w5]
            && w5 == length);
        if ((!isOfAll && !isOfOne) || tensor.Count == 0)
        {
            return [];
        }

        float[] values = tensor.ToArray();
        if (Array.FindIndex(values, value => !float.IsFinite(value)) is >= 0 and int at)
        {
            throw new CheckpointException(
                path, $"tensor '{tensor.Name}'", $"value {at} is {values[at]}: directions are numbers");
        }

        return isOfAll ? [.. values.Chunk(layers * length)]
            : [.. values.Chunk(length).Select(one => Enumerable.Repeat(one, layers).SelectMany(v => v).ToArray())];
    }

    private sealed record Card(
        string Name, DirectionMethod Method, string? Unit, float? Range, float? Determination, float? Effect,
        float? SideEffect);
}
