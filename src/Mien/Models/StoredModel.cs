namespace Mien.Models;

/// <summary>A model in the store: a folder with weights, perhaps a perceptual network, and a card.</summary>
/// <param name="Name">What people call it: the folder's name.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Card">What it is.</param>
public sealed record StoredModel(string Name, string Folder, ModelCard Card)
{
    internal const string CardFile = "model.json";
    internal const string WeightsFile = "weights.safetensors";
    internal const string PerceptualFile = "perceptual.safetensors";

    /// <summary>The generator, as safetensors under this library's names.</summary>
    public string WeightsPath => Path.Combine(Folder, WeightsFile);

    /// <summary>The perceptual network, as safetensors under this library's names; null where the model has none.</summary>
    public string? PerceptualPath => Card.Perceptual is null ? null : Path.Combine(Folder, PerceptualFile);

    /// <summary>Bytes that the model takes on the disk.</summary>
    public long Bytes => new DirectoryInfo(Folder).EnumerateFiles().Sum(file => file.Length);
}
