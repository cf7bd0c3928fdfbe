namespace Mien.Directions;

/// <summary>Something in a face that labels tell.</summary>
/// <param name="Name">Lower-case letters, digits and hyphens.</param>
/// <param name="Unit">What one unit is, in words.</param>
public sealed record Trait(string Name, string Unit);

/// <summary>Style vectors with what is to be seen in their pictures.</summary>
/// <param name="Styles">N style vectors of length W, each the same in all layers.</param>
/// <param name="Labels">For each of them one number for each attribute.</param>
/// <param name="Attributes">What the numbers of a label are.</param>
public sealed record LabelledStyles(
    IReadOnlyList<float[]> Styles, IReadOnlyList<float[]> Labels, IReadOnlyList<Trait> Attributes);
