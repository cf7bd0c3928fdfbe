using Mien.Models;
using Mien.Studio.Desks;

namespace Mien.Studio.Batches;

/// <summary>A photo of a batch.</summary>
/// <param name="Hash">SHA-256 of its file, lower-case hexadecimal.</param>
/// <param name="Name">What people call it.</param>
public sealed record BatchPhoto(string Hash, string Name);

/// <summary>A batch, as it is kept.</summary>
public sealed record BatchRecord
{
    /// <summary>When it was begun, in universal time.</summary>
    public DateTime Begun { get; init; } = DateTime.UtcNow;

    /// <summary>The photos whose persons are to be seen.</summary>
    public IReadOnlyList<BatchPhoto> Appearances { get; init; } = [];

    /// <summary>The photos whose expressions are to be seen.</summary>
    public IReadOnlyList<BatchPhoto> Expressions { get; init; } = [];

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = BuiltInModel.Name;

    /// <summary>Strength, 0 to 1.5.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>Why pairs failed, by the names of their results.</summary>
    public IReadOnlyDictionary<string, string> Failures { get; init; } = new Dictionary<string, string>();

    /// <summary>How far it was.</summary>
    public DeskState State { get; init; }
}
