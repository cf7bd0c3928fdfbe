using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Checkpoints;
using Mien.Faces.Alignment;
using Mien.Networks;
using Mien.Networks.Import;
using Mien.Networks.Vgg;
using Mien.Settings;

namespace Mien.Models;

/// <summary>Where numbers that not every weight file has come from.</summary>
public enum Provenance
{
    /// <summary>The file that was imported.</summary>
    File,

    /// <summary>Computed, or drawn from a fixed seed, at the import.</summary>
    Made,
}

/// <summary>What a model is, as its <c>model.json</c> says.</summary>
public sealed record ModelCard
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
    };

    /// <summary>The version of this file's own format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The generator's family and sizes.</summary>
    public required GeneratorCard Generator { get; init; }

    /// <summary>
    /// The perceptual network's sizes; null where the model has none, so that it can generate but not invert.
    /// </summary>
    public PerceptualCard? Perceptual { get; init; }

    /// <summary>The encoder that inversions can start from; null where the model has none.</summary>
    public EncoderCard? Encoder { get; init; }

    /// <summary>The square in which the generator sees faces.</summary>
    public FaceFrame Frame { get; init; }

    /// <summary>The settings that work best with this model, as measured; null where nothing was.</summary>
    [JsonConverter(typeof(AdviceConverter))]
    public SettingValues? Advice { get; init; }

    /// <summary>What is known of the licence, in words; null where nothing is.</summary>
    public string? Licence { get; init; }

    /// <summary>The files that the model was imported from: the generator's first.</summary>
    public required IReadOnlyList<SourceFile> Sources { get; init; }

    /// <summary>Reads a card.</summary>
    /// <param name="path">A <c>model.json</c>.</param>
    /// <exception cref="CheckpointException">It is not a card that this version knows.</exception>
    public static ModelCard Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ModelCard>(File.ReadAllBytes(path), _json) is { Format: 1 } card
                ? card
                : throw new CheckpointException(path, "", "the model's card is of another version");
        }
        catch (Exception e)
            when (e is JsonException or NotSupportedException or ArgumentException
                    or InvalidOperationException or FileNotFoundException or UnauthorizedAccessException)
        {
            string what = e switch
            {
                FileNotFoundException => "is missing",
                UnauthorizedAccessException
                => "cannot be read",
                _ => "is damaged"
            };
            throw new CheckpointException(path, "", $"the model's card {what}: import the model again", e);
        }
    }

    /// <summary>Writes the card.</summary>
    /// <param name="path">Where to.</param>
    public void Write(string path) => AtomicFile.Write(path, JsonSerializer.Serialize(this, _json) + "\n");
}

/// <summary>A generator's family and sizes.</summary>
/// <param name="Architecture">The sizes.</param>
/// <param name="MeanStyle">Where the mean style vector comes from.</param>
/// <param name="Noise">Where the constant noise comes from.</param>
[JsonConverter(typeof(GeneratorCardConverter))]
public sealed record GeneratorCard(StyleArchitecture Architecture, Provenance MeanStyle, Provenance Noise)
{
    /// <summary>The card of a generator found in a weight file.</summary>
    /// <param name="weights">The generator.</param>
    public static GeneratorCard Of(GeneratorWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new(weights.Architecture, Source(weights.HasMeanStyle), Source(weights.HasNoise));

        static Provenance Source(bool inFile) => inFile ? Provenance.File : Provenance.Made;
    }
}

/// <summary>A perceptual network's sizes.</summary>
/// <param name="Widths">Channels in each of the five blocks of VGG16.</param>
/// <param name="Input">How images are prepared.</param>
/// <param name="Lpips">Whether the linear layers of LPIPS are there.</param>
public sealed record PerceptualCard(IReadOnlyList<int> Widths, VggInput Input, bool Lpips);

/// <summary>An encoder's size.</summary>
/// <param name="Size">Width and height of the crops that it looks at, pixels.</param>
public sealed record EncoderCard(int Size);

/// <summary>A file that a model was imported from.</summary>
/// <param name="File">Its name, without folders.</param>
/// <param name="Sha256">SHA-256 of its content, in hexadecimal.</param>
/// <param name="Format">The kind of file.</param>
/// <param name="Naming">Whose names its tensors have.</param>
/// <param name="Network">Which of the networks in it was taken, as "g_ema/"; empty if there was one.</param>
public sealed record SourceFile(string File, string Sha256, CheckpointFormat Format, Naming Naming, string Network);
