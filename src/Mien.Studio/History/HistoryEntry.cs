using Mien.Studio.Desks;
using Mien.Transfer;

namespace Mien.Studio.History;

/// <summary>A photo of a desk, as it is kept.</summary>
/// <param name="Hash">The hash of its file.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Chosen">The index of the chosen face.</param>
public sealed record KeptPlace(string Hash, string Name, int Chosen);

/// <summary>A desk, as it is kept.</summary>
/// <param name="Settings">What is chosen.</param>
/// <param name="Appearance">The one photo; null if there is none.</param>
/// <param name="Expression">The other.</param>
/// <param name="IsUnfinished">Whether its transfer waited or ran.</param>
/// <param name="IsDone">Whether there was a result.</param>
/// <param name="Entry">The entry of the history with the result; null if there is none.</param>
public sealed record DeskRecord(
    DeskSettings Settings, KeptPlace? Appearance, KeptPlace? Expression, bool IsUnfinished, bool IsDone, string? Entry);

/// <summary>A transfer that was made.</summary>
/// <param name="Id">Its name in addresses: 24 hexadecimal digits.</param>
/// <param name="Made">When, in universal time.</param>
/// <param name="Desk">Photos and choices.</param>
/// <param name="Layers">The layers from the expression, as <c>4-5</c>; empty for the joint objective.</param>
/// <param name="DistanceA">D of the appearance.</param>
/// <param name="DistanceE">D of the expression.</param>
/// <param name="Sources">SHA-256 of the two crops, as cached inversions name them.</param>
public sealed record HistoryEntry(
    string Id, DateTime Made, DeskRecord Desk, string Layers, float DistanceA, float DistanceE,
    IReadOnlyList<string> Sources);

/// <summary>What the history takes of a desk.</summary>
internal sealed record Keepsake(
    string Entry, DeskRecord Desk, DeskRecord Made, TransferResult Result, byte[]? Appearance, byte[]? Expression);
