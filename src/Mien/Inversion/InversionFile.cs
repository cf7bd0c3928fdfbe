using System.Globalization;
using Mien.Checkpoints;
using Mien.Checkpoints.Numpy;
using Mien.Checkpoints.Safetensors;

namespace Mien.Inversion;

/// <summary>
/// An inversion as a file: style vectors, curve, snapshots and noise as tensors, the rest as metadata.
/// </summary>
public static class InversionFile
{
    internal const string ModelKey = "model";
    internal const string ModelIdKey = "model_sha256";
    private const string Format = "mien-inversion-1";

    /// <summary>Writes a .safetensors file, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, InversionResult result)
    {
        List<CheckpointTensor> tensors =
        [
            CheckpointTensor.From("styles", [1, result.Layers, result.StyleLength], result.Styles),
            CheckpointTensor.From("curve", [result.Curve.Length], result.Curve),
        ];
        foreach ((int step, float[] styles) in result.Snapshots.OrderBy(snapshot => snapshot.Key))
        {
            tensors.Add(CheckpointTensor.From($"snapshots/{step}", [1, result.Layers, result.StyleLength], styles));
        }

        for (int i = 0; i < result.Noise.Count; i++)
        {
            int size = (int)Math.Round(Math.Sqrt(result.Noise[i].Length));
            tensors.Add(CheckpointTensor.From($"noise/{i}", [size, size], result.Noise[i]));
        }

        Dictionary<string, string> metadata = new()
        {
            ["format"] = Format,
            ["settings"] = result.Settings.ToJson(),
            [ModelKey] = result.ModelName,
            [ModelIdKey] = result.ModelId,
            ["source_sha256"] = result.SourceHash,
            ["end"] = result.End.ToString(),
            ["seconds"] = result.Seconds.ToString("R", CultureInfo.InvariantCulture),
        };
        if (result.Crop is not null)
        {
            metadata["crop"] = result.Crop;
        }

        metadata[Checksum.Key] = Checksum.Of(tensors, metadata);
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <summary>Writes the style vectors alone as .npy, 1×L×W in float32, for other tools.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteNpy(string path, InversionResult result)
        => NpyWriter.Write(
            path, CheckpointTensor.From("styles", [1, result.Layers, result.StyleLength], result.Styles));

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file is damaged, or something else.</exception>
    public static InversionResult Read(string path) => Read(path, wantsChecksum: false);

    /// <summary>
    /// As <see cref="Read(string)"/>; a file of an earlier version, without a checksum, may be refused.
    /// </summary>
    internal static InversionResult Read(string path, bool wantsChecksum)
    {
        using Checkpoint file = Checkpoint.Open(path);
        if (wantsChecksum && !Checksum.IsIn(file))
        {
            throw new CheckpointException(
                path, "", "it has no checksum: an earlier version wrote it, or another program");
        }

        Checksum.Verify(file);
        string Text(string key) => file.Metadata.TryGetValue(key, out string? value)
            ? value
            : throw new CheckpointException(path, $"metadata '{key}'", "missing: this is no inversion of this program");
        if (Text("format") != Format)
        {
            throw new CheckpointException(path, "metadata 'format'", $"'{Text("format")}' is not {Format}");
        }

        CheckpointTensor styles = file["styles"];
        if (styles.Shape.Count != 3 || styles.Shape[0] != 1)
        {
            throw new CheckpointException(
                path, "tensor 'styles'", $"wants [1, L, W], has [{string.Join(", ", styles.Shape)}]");
        }

        try
        {
            float[] values = styles.ToArray();
            if (Array.FindIndex(values, value => !float.IsFinite(value)) is >= 0 and int at)
            {
                throw new CheckpointException(
                    path, "tensor 'styles'", $"value {at} is {values[at]}: the style vectors are damaged");
            }

            float[] curve = file["curve"].ToArray();
            return new()
            {
                Styles = values,
                Layers = styles.Shape[1],
                StyleLength = styles.Shape[2],
                Curve = curve.Length > 0 ? curve : throw new CheckpointException(path, "tensor 'curve'", "is empty"),
                Snapshots = Numbered(file, "snapshots/").ToDictionary(t => t.Number, t => t.Values),
                Noise = [.. Numbered(file, "noise/").OrderBy(t => t.Number).Select(t => t.Values)],
                Settings = InversionSettings.Parse(Text("settings")),
                ModelName = Text(ModelKey),
                ModelId = Text(ModelIdKey),
                SourceHash = Text("source_sha256"),
                Crop = file.Metadata.GetValueOrDefault("crop"),
                End = Enum.Parse<InversionEnd>(Text("end")),
                Seconds = double.Parse(Text("seconds"), CultureInfo.InvariantCulture),
            };
        }
        catch (Exception e)
            when (e is FormatException or ArgumentException or InvalidDataException or OverflowException
                    or NotSupportedException)
        {
            throw new CheckpointException(path, "metadata", e.Message);
        }
    }

    private static IEnumerable<(int Number, float[] Values)> Numbered(Checkpoint file, string prefix)
        => file.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(
                tensor => (int.Parse(tensor.Name[prefix.Length..], CultureInfo.InvariantCulture), tensor.ToArray()));
}
