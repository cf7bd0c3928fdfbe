namespace Mien.Training.Photographs;

/// <summary>What became of one photograph.</summary>
/// <param name="Name">Its path within its folder or archive.</param>
/// <param name="Verdict">Whether it is in the set.</param>
/// <param name="Measures">What was measured; null where there was no face to measure.</param>
/// <param name="Person">Who is seen, where names tell.</param>
/// <param name="HeldOut">Whether it is kept to measure by, and never learnt from.</param>
/// <param name="Signature">Of the face, by which near-duplicates are told, base64; null where it is not in the
/// set.</param>
public sealed record PhotographEntry(
    string Name, PhotographVerdict Verdict, PhotographMeasures? Measures, string? Person, bool HeldOut,
    string? Signature);
