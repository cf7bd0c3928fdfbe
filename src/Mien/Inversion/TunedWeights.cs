using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Networks;
using Mien.Tensors;

namespace Mien.Inversion;

/// <summary>
/// What tuning added to the weights of a generator, in half precision: half of the generator's size, and nothing
/// without it.
/// </summary>
/// <param name="Differences">By the parameter's name; parameters that were not tuned are not there.</param>
/// <param name="ModelId">The identity of the model whose generator was tuned.</param>
/// <param name="SourceHash">SHA-256 of the pixels that it was tuned to, in hexadecimal.</param>
/// <param name="Settings">The settings as JSON, with what else the run depends on.</param>
/// <param name="Curve">The loss before each step.</param>
public sealed record TunedWeights(
    IReadOnlyDictionary<string, Half[]> Differences, string ModelId, string SourceHash, string Settings,
    IReadOnlyList<float> Curve)
{
    private const string Format = "mien-tuning-1";
    private const string FormatKey = "format";
    private const string ModelKey = "model_sha256";
    private const string SettingsKey = "settings";
    private const string CurveKey = "curve";
    private const string Prefix = "difference/";

    internal const string SourceKey = "source_sha256";

    /// <summary>A copy of a generator with the differences added; the caller disposes it.</summary>
    /// <param name="generator">The generator that was tuned; it stays as it is.</param>
    /// <exception cref="ArgumentException">The differences are another generator's.</exception>
    public StyleGenerator Apply(StyleGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        StyleGenerator tuned = generator.Clone();
        foreach ((string name, Half[] difference) in Differences)
        {
            if (!tuned.Parameters.TryGetValue(name, out Tensor? parameter) || parameter.Count != difference.Length)
            {
                tuned.Dispose();
                throw new ArgumentException(
                    $"the tuned weights do not fit: the generator has no '{name}' of {difference.Length} numbers");
            }

            Span<float> values = parameter.WritableSpan;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += (float)difference[i];
            }
        }

        return tuned;
    }

    /// <summary>Writes a .safetensors file, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        List<CheckpointTensor> tensors =
        [
            .. Differences.Select(
                d => CheckpointTensor.From(Prefix + d.Key, [d.Value.Length], [.. d.Value.Select(v => (float)v)])),
            CheckpointTensor.From(CurveKey, [Curve.Count], [.. Curve.Select(v => (float)(Half)v)]),
        ];
        Dictionary<string, string> metadata = new()
        {
            [FormatKey] = Format,
            [ModelKey] = ModelId,
            [SourceKey] = SourceHash,
            [SettingsKey] = Settings,
        };
        SafetensorsWriter.Write(path, tensors, metadata, TensorType.F16);
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">It is damaged, or something else.</exception>
    public static TunedWeights Read(string path)
    {
        using Checkpoint file = Checkpoint.Open(path);
        string Text(string key)
            => file.Metadata.TryGetValue(key, out string? value)
                ? value : throw new CheckpointException(
                    path, $"metadata '{key}'", "missing: these are no tuned weights");
        if (Text(FormatKey) != Format)
        {
            throw new CheckpointException(path, $"metadata '{FormatKey}'", $"'{Text(FormatKey)}' is not {Format}");
        }

        Dictionary<string, Half[]> differences = [];
        foreach (CheckpointTensor tensor in file.Tensors.Where(
            t => t.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            Half[] values = [.. tensor.ToArray().Select(v => (Half)v)];
            differences[tensor.Name[Prefix.Length..]] = values.All(Half.IsFinite)
                ? values
                : throw new CheckpointException(
                    path, $"tensor '{tensor.Name}'", "holds values that are not finite: the weights are damaged");
        }

        return new(differences, Text(ModelKey), Text(SourceKey), Text(SettingsKey), file[CurveKey].ToArray());
    }
}
