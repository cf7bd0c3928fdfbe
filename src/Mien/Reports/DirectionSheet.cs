using Mien.Directions;
using Mien.Faces.Images;
using Mien.Generation;
using Mien.Models;
using Mien.Networks;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Reports;

/// <summary>Pictures of what a direction changes: a row for each face, moved from one side to the other.</summary>
public static class DirectionSheet
{
    private const float UsualReach = 3;

    /// <summary>Draws the sheet.</summary>
    /// <param name="model">The model; stays the caller's.</param>
    /// <param name="set">Its directions.</param>
    /// <param name="direction">One of them.</param>
    /// <param name="faces">Style vectors [L, W] of one or more faces.</param>
    /// <param name="reach">Units to either side; null for half of the direction's range, or 3 where nobody
    /// looked.</param>
    /// <param name="columns">Pictures in a row, an odd number, so that the face itself is in the middle.</param>
    /// <exception cref="ArgumentException">There is no face, or the sizes do not fit.</exception>
    public static Image Draw(
        FaceModel model, DirectionSet set, StyleDirection direction, IReadOnlyList<float[]> faces, float? reach = null,
        int columns = 5)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (columns < 3 || columns % 2 == 0)
        {
            throw new ArgumentException($"a row has an odd number of pictures, 3 or more, not {columns}");
        }

        StyleRenderer renderer = new(model, Precision.Auto);
        float most = reach ?? (direction.Range is { } range ? range / 2 : UsualReach), half = columns / 2;
        return ContactSheet.Rows([.. faces.Select(face => Enumerable.Range(0, columns)
            .Select(column => renderer.Render(set.Move(face, [new(direction.Name, most * (column - half) / half)])))
            .ToArray())]);
    }

    /// <summary>The style vectors of a seed, truncated with ψ 0.7: [L, W].</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="seed">Of <see cref="Latents.FromSeed(uint, StyleGenerator)"/>.</param>
    public static float[] FaceOfSeed(StyleGenerator generator, uint seed)
    {
        const float Psi = 0.7f;
        ArgumentNullException.ThrowIfNull(generator);
        using Tape tape = new();
        using Tensor z = Latents.FromSeed(seed, generator);
        using Tensor? label = generator.Label(1);
        return generator.Map(z, label, Psi).ToArray();
    }
}
