using Mien.Models;
using Mien.Transfer;

namespace Mien.Studio.Desks;

/// <summary>What is chosen on a desk.</summary>
public sealed record DeskSettings
{
    /// <summary>The model's name.</summary>
    public string Model { get; init; } = BuiltInModel.Name;

    /// <summary>How the layers are found.</summary>
    public FusionMethod Method { get; init; } = FusionMethod.Layers;

    /// <summary>The layers, as <c>4-5</c>; <c>none</c> for none; null for those that are advised.</summary>
    public string? Layers { get; init; }

    /// <summary>Strength, 0 to 1.5.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>Steps by which the generator is tuned to the person's face; 0 for none.</summary>
    public int Tune { get; init; }

    /// <summary>How the face goes back.</summary>
    public PasteMode Paste { get; init; } = PasteMode.Motion;

    // Searches and the joint objective look at the model's own generator.
    internal int Tuned => Method == FusionMethod.Layers ? Tune : 0;
}
