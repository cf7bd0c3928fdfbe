namespace Mien.Directions;

/// <summary>How a direction was found.</summary>
public enum DirectionMethod
{
    /// <summary>
    /// From labelled style vectors, by ridge regression with the other attributes projected out (Shen et al. 2020).
    /// </summary>
    Labels,

    /// <summary>A principal component of style vectors (Härkönen et al. 2020, GANSpace).</summary>
    Principal,

    /// <summary>A singular vector of the affine maps that read style vectors (Shen and Zhou 2021, SeFa).</summary>
    Affine,

    /// <summary>Read from a file of another program.</summary>
    Foreign,
}

/// <summary>A way to move style vectors along, by which one thing in the picture changes.</summary>
public sealed record StyleDirection
{
    /// <summary>What it is called: lower-case letters, digits and hyphens where it was found here.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// What one unit adds to the style vectors, [L, W] in row-major order; zeros in layers that it leaves alone.
    /// </summary>
    public required float[] Values { get; init; }

    /// <summary>How it was found.</summary>
    public required DirectionMethod Method { get; init; }

    /// <summary>
    /// What one unit is, in words: <c>degrees</c>, <c>of the action unit</c>, <c>standard deviations</c>.
    /// </summary>
    public required string Unit { get; init; }

    /// <summary>
    /// How far style vectors differ along it, in units, from the 1st to the 99th percentile; null where nobody looked.
    /// </summary>
    public float? Range { get; init; }

    /// <summary>
    /// Share of its attribute's variance that style vectors tell linearly, of samples that were not learnt from, R²;
    /// null without labels.
    /// </summary>
    public float? Determination { get; init; }

    /// <summary>
    /// Change of its own attribute by one unit as a judge sees it, in units, where 1 is as promised; null where nobody
    /// looked.
    /// </summary>
    public float? Effect { get; init; }

    /// <summary>
    /// Root mean square change of all other judged attributes beside the change of its own, each in standard deviations
    /// over faces; null where nobody looked.
    /// </summary>
    public float? SideEffect { get; init; }

    /// <summary>The layers that it moves, counted from 1.</summary>
    /// <param name="layers">L.</param>
    public IReadOnlyList<int> MovedLayers(int layers)
    {
        int length = Values.Length / layers;
        return [.. Enumerable.Range(1, layers).Where(
            layer => Values.AsSpan((layer - 1) * length, length).ContainsAnyExcept(0f))];
    }
}
