using Mien.Checkpoints;

namespace Mien.Models;

/// <summary>A model in the store: a folder with weights, perhaps a perceptual network, and a card.</summary>
/// <param name="Name">What people call it: the folder's name.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Card">What it is.</param>
public sealed record StoredModel(string Name, string Folder, ModelCard Card)
{
    /// <summary>The name of the card in the folder.</summary>
    public const string CardFile = "model.json";

    internal const string WeightsFile = "weights.safetensors";
    internal const string PerceptualFile = "perceptual.safetensors";
    internal const string EncoderFile = "encoder.safetensors";
    internal const string DirectionsFile = "directions.safetensors";
    internal const string ExpressionFile = "expression.safetensors";

    /// <summary>The model of a folder that need not be in the store.</summary>
    /// <exception cref="ArgumentException">There is no card.</exception>
    /// <exception cref="CheckpointException">The card is damaged.</exception>
    public static StoredModel In(string folder)
    {
        string card = Path.Combine(folder, CardFile);
        return File.Exists(card)
            ? new(Path.GetFileName(Path.GetFullPath(folder)), folder, ModelCard.Read(card))
            : throw new ArgumentException($"{folder} is no folder of a model: there is no {CardFile} in it");
    }

    /// <summary>The generator, as safetensors under this library's names.</summary>
    public string WeightsPath => Path.Combine(Folder, WeightsFile);

    /// <summary>
    /// The perceptual network, as safetensors under this library's names; null where the model has none.
    /// </summary>
    public string? PerceptualPath => Card.Perceptual is null ? null : Path.Combine(Folder, PerceptualFile);

    /// <summary>The encoder, as safetensors; null where the model has none.</summary>
    public string? EncoderPath => Card.Encoder is null ? null : Path.Combine(Folder, EncoderFile);

    /// <summary>Where the directions of its style space are, as safetensors, if it has some.</summary>
    public string DirectionsPath => Path.Combine(Folder, DirectionsFile);

    /// <summary>
    /// Where the <see cref="ExpressionSubspace"/> of its style space is, as safetensors, if it has one.
    /// </summary>
    public string ExpressionPath => Path.Combine(Folder, ExpressionFile);

    /// <summary>
    /// What is wrong with the files of the model, as far as their sizes and directories tell; null if nothing is.
    /// </summary>
    public string? Fault()
    {
        foreach (string path in new[] { WeightsPath, PerceptualPath, EncoderPath }.OfType<string>())
        {
            try
            {
                using Checkpoint file = Checkpoint.Open(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"{Path.GetFileName(path)}: {(e is CheckpointException fault ? fault.Reason : "it is missing or cannot be read")}";
            }
        }

        return null;
    }

    /// <summary>Bytes that the model takes on the disk.</summary>
    public long Bytes => new DirectoryInfo(Folder).EnumerateFiles().Sum(file => file.Length);
}
