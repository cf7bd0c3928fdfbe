namespace Mien.Models;

/// <summary>
/// The models that come with the program, in <c>models/</c> beside it, each with a card for people, <c>MODEL.md</c>.
/// </summary>
public static class BuiltInModel
{
    /// <summary>
    /// The one that is taken where none is named: it has learnt from photographs, and from portraits that the program
    /// draws.
    /// </summary>
    public const string Name = "faces-128";

    /// <summary>The one that has learnt from drawn portraits only, and is the better one for them.</summary>
    public const string Drawn = "portraits-128";

    /// <summary>The names of all, <see cref="Name"/> first.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        Name,
        .. (Directory.Exists(Models) ? Directory.GetDirectories(Models) : []).Where(
            folder => File.Exists(Path.Combine(folder, StoredModel.CardFile)))
            .Select(folder => Path.GetFileName(folder)!).Where(name => name != Name).Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The network that tells identity, expression and pose of a portrait, by which transfers are measured.
    /// </summary>
    public static string EstimatorPath => Path.Combine(Models, Drawn, "estimator.safetensors");

    private static string Models => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>One of them.</summary>
    /// <param name="name">Which, of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">It is not there.</exception>
    /// <exception cref="Checkpoints.CheckpointException">Its card is damaged.</exception>
    public static StoredModel Open(string name = Name)
    {
        string folder = Path.Combine(Models, name), card = Path.Combine(folder, StoredModel.CardFile);
        return Names.Contains(name) && File.Exists(card)
            ? new(name, folder, ModelCard.Read(card))
            : throw new ArgumentException(
                $"the built-in model is missing: there is no {card}; build the program again, or name a model of your own");
    }
}
