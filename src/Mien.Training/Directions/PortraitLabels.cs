using Mien.Directions;
using Mien.Evaluation.Judging;
using Mien.Networks;
using Mien.Portraits;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Data;
using Mien.Training.Photographs;

namespace Mien.Training.Directions;

/// <summary>
/// Labelled style vectors of a generator that has learnt from drawn portraits: what the mapping network makes of
/// portraits whose parameters are known. No picture is painted.
/// </summary>
public static class PortraitLabels
{
    private const int Batch = 256;

    /// <summary>Whether a generator's latents are those of portraits, alone or beside photographs.</summary>
    /// <param name="generator">A generator that this program trained.</param>
    public static bool Fit(StyleGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return generator.LatentLength == Scores(generator).Length
            || generator.LatentLength > Scores(generator).Length + 1;
    }

    /// <summary>Style vectors of random portraits with their attributes.</summary>
    /// <param name="generator">A generator that has learnt from portraits.</param>
    /// <param name="samples">How many.</param>
    /// <param name="seed">Chooses them.</param>
    /// <exception cref="ArgumentException">The generator's latents are not those of portraits.</exception>
    /// <remarks>
    /// Where the generator has learnt from photographs, too, every second latent is a photograph's: its expression and
    /// pose are the portrait's, its person a random code, so only attributes of expression and pose are told.
    /// </remarks>
    public static LabelledStyles Of(StyleGenerator generator, int samples, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(generator);
        NormalScores scores = Scores(generator);
        LatentLayout layout = new(
            scores, generator.LatentLength == scores.Length ? null : generator.LatentLength - scores.Length - 1);
        if (layout.Length != generator.LatentLength)
        {
            throw new ArgumentException(
                $"the generator's latents have {generator.LatentLength} numbers, a portrait {scores.Length}: it has not learnt from portraits");
        }

        FaceTrait[] attributes = [.. FaceTrait.All.Where(
            a => !layout.HasPhotographs || a.Kind is ParameterKind.Expression or ParameterKind.Pose)];
        List<float[]> styles = [], labels = [];
        Random random = new(unchecked((seed * 7919) + 11));
        while (styles.Count < samples)
        {
            int n = Math.Min(Batch, samples - styles.Count);
            Portrait[] portraits = [.. Enumerable.Range(0, n)
                .Select(_ => PortraitSampler.Sample((ulong)random.NextInt64(1L << 40)))];
            float[][] jitters = [.. portraits.Select(
                _ => new float[4].Select(_ => (random.NextSingle() * 2) - 1).ToArray())];
            using Tape tape = new();
            using Tensor z = layout.OfPortraits(portraits, jitters, random.Next());
            for (int i = 1; i < n && layout.HasPhotographs; i += 2)
            {
                AsPhotograph(z.WritableSpan.Slice(i * layout.Length, layout.Length), layout, random.Next());
            }

            using Tensor? label = generator.Label(n);
            styles.AddRange(generator.Map(z, label).Slice(1, 0, 1).ToArray().Chunk(generator.StyleLength));
            labels.AddRange(
                portraits.Select(PortraitParameters.Of).Select(p => attributes.Select(a => a.Value(p)).ToArray()));
        }

        return new(styles, labels, [.. attributes.Select(a => a.Trait)]);
    }

    private static void AsPhotograph(Span<float> z, LatentLayout layout, int seed)
    {
        using Tensor code = Tensor.Normal([layout.Code.Count], seed);
        for (int i = 0; i < layout.Code.Count; i++)
        {
            z[layout.Code[i]] = code.Span[i];
        }

        z[layout.Domain] = 1;
    }

    private static NormalScores Scores(StyleGenerator generator) => NormalScores.OfGenerator(generator.Resolution);
}
