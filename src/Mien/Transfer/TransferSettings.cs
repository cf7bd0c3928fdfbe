using Mien.Fusion;
using Mien.Inversion;

namespace Mien.Transfer;

/// <summary>How the layers are found that carry the expression.</summary>
public enum FusionMethod
{
    /// <summary>The given layers, or the paper's.</summary>
    Layers,

    /// <summary>The best contiguous range for this pair.</summary>
    SearchRange,

    /// <summary>The best choice for this pair by the linearised 0-1 programme.</summary>
    SearchLinear,

    /// <summary>No layers: the joint objective, to compare with.</summary>
    Joint,
}

/// <summary>How the new face goes back into the photo.</summary>
public enum PasteMode
{
    /// <summary>The photo's own pixels move as the generated face does, and only what motion does not explain is painted.</summary>
    Motion,

    /// <summary>What the expression changed in the generated face is added to the photo, whose own detail survives where the face does not change.</summary>
    Difference,

    /// <summary>The generated face replaces that of the photo.</summary>
    Plain,

    /// <summary>Not at all: the result is the generated crop.</summary>
    None,
}

/// <summary>What a transfer does.</summary>
public sealed record TransferSettings
{
    /// <summary>How style vectors are found.</summary>
    public InversionSettings Inversion { get; init; } = new();

    /// <summary>How layers are found.</summary>
    public FusionMethod Method { get; init; } = FusionMethod.Layers;

    /// <summary>The layers, where they are given; null for those of the model's advice, else the paper's.</summary>
    public LayerMask? Layers { get; init; }

    /// <summary>Strength on the chosen layers, 0 to 1.5.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>λ, the weight of the expression in searches and in the joint objective, 0 or more.</summary>
    public float Lambda { get; init; } = 1;

    /// <summary>Steps of the joint objective, 1 or more.</summary>
    public int JointSteps { get; init; } = 200;

    /// <summary>How the face goes back.</summary>
    public PasteMode Paste { get; init; } = PasteMode.Motion;
}
