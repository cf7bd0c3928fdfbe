using Mien.Directions;
using Mien.Evaluation.Judging;
using Mien.Faces.Alignment;

namespace Mien.Evaluation.Directions;

/// <summary>What directions change in faces that nothing was learnt from, as the judge sees it.</summary>
/// <param name="Attributes">The attributes that are judged.</param>
/// <param name="Deviations">Standard deviation of each over drawn portraits, in its unit.</param>
/// <param name="Changes">For each direction the mean change of each attribute by one unit of the direction, in the
/// attribute's unit.</param>
/// <param name="Faces">How many faces it is the mean of.</param>
public sealed record DirectionEffects(
    IReadOnlyList<Trait> Attributes, IReadOnlyList<float> Deviations, IReadOnlyDictionary<string, float[]> Changes,
    int Faces)
{
    private const float Reach = 0.35f; // of a direction's range, to either side

    /// <summary>Moves faces to either side along each direction, and looks at them.</summary>
    /// <param name="reading">Looks.</param>
    /// <param name="directions">The directions.</param>
    /// <param name="faces">Style vectors of length W of faces, two or more of which are found.</param>
    /// <param name="progress">Is told after each face.</param>
    /// <param name="cancellation">Stops between two.</param>
    /// <exception cref="ArgumentException">Fewer than two faces are found.</exception>
    public static DirectionEffects Measure(
        FaceReading reading, IReadOnlyList<StyleDirection> directions, IReadOnlyList<float[]> faces,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reading);
        Dictionary<string, float[]> sums = directions.ToDictionary(d => d.Name, _ => new float[FaceTrait.All.Count]);
        int seen = 0;
        DirectionSet set = new(directions, null, null);
        for (int face = 0; face < faces.Count; face++)
        {
            float[] styles = reading.Everywhere(faces[face]);
            if (reading.Find(styles) is not { } found)
            {
                continue;
            }

            seen++;
            foreach (StyleDirection direction in directions)
            {
                cancellation.ThrowIfCancellationRequested();
                float reach = Reach * (direction.Range ?? 1);
                float[] up = Values(set, direction, reach, found.Place),
                    down = Values(set, direction, -reach, found.Place);
                float[] sum = sums[direction.Name];
                for (int a = 0; a < sum.Length; a++)
                {
                    sum[a] += (up[a] - down[a]) / (2 * reach);
                }
            }

            progress?.Report(new("measuring directions", face + 1, faces.Count));

            float[] Values(DirectionSet of, StyleDirection direction, float amount, AlignedCrop place)
                => reading.Values(of.Move(styles, [new(direction.Name, amount)]), place);
        }

        if (seen < 2)
        {
            throw new ArgumentException(
                $"{seen} of {faces.Count} faces are found: the judge cannot tell what directions change");
        }

        foreach (float[] sum in sums.Values)
        {
            for (int a = 0; a < sum.Length; a++)
            {
                sum[a] /= seen;
            }
        }

        return new([.. FaceTrait.All.Select(a => a.Trait)], reading.Deviations, sums, seen);
    }

    /// <summary>
    /// The direction with what was seen of it: <see cref="StyleDirection.Effect"/> and
    /// <see cref="StyleDirection.SideEffect"/>.
    /// </summary>
    /// <param name="direction">One that was measured.</param>
    public StyleDirection With(StyleDirection direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        float[] change = Changes[direction.Name];
        int own = Attributes.ToList().FindIndex(a => a.Name == direction.Name);
        if (own < 0)
        {
            return direction;
        }

        float[] standard = [.. change.Select((c, a) => c / Deviations[a])];
        double others = Math.Sqrt(standard.Where((_, a) => a != own).Average(c => (double)c * c));
        return direction with
        {
            Effect = change[own],
            SideEffect = (float)(others / Math.Max(1e-9, Math.Abs(standard[own]))),
        };
    }

    /// <summary>
    /// The direction scaled so that a unit changes its attribute by a unit, as far as it was seen to change it at all.
    /// </summary>
    /// <param name="direction">One that was measured.</param>
    public StyleDirection Calibrated(StyleDirection direction)
    {
        const float Least = 0.25f, Most = 4;
        StyleDirection seen = With(direction);
        return seen.Effect is >= Least and <= Most
            ? seen with { Values = [.. seen.Values.Select(v => v / seen.Effect.Value)], Effect = 1 }
            : seen;
    }
}
