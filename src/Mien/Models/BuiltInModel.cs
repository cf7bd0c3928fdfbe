namespace Mien.Models;

/// <summary>
/// The model that comes with the program, learnt from portraits that the program draws: it knows drawn portraits only. Its
/// files lie in <c>models/</c> beside the program.
/// </summary>
public static class BuiltInModel
{
    /// <summary>Its name.</summary>
    public const string Name = "portraits-128";

    /// <summary>Its folder, which holds its card for people too, <c>MODEL.md</c>.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "models", Name);

    /// <summary>The network that tells identity, expression and pose of a portrait, by which transfers are measured.</summary>
    public static string EstimatorPath => Path.Combine(Folder, "estimator.safetensors");

    /// <summary>The model.</summary>
    /// <exception cref="ArgumentException">It is not there.</exception>
    /// <exception cref="Checkpoints.CheckpointException">Its card is damaged.</exception>
    public static StoredModel Open()
    {
        string card = Path.Combine(Folder, StoredModel.CardFile);
        return File.Exists(card)
            ? new(Name, Folder, ModelCard.Read(card))
            : throw new ArgumentException($"the built-in model is missing: there is no {card}; build the program again, or name a model of your own");
    }
}
