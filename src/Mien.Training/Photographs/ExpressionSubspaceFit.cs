using System.Text.RegularExpressions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;
using Mien.Evaluation.Judging;
using Mien.Models;
using Mien.Tensors;
using Mien.Training.Data;

namespace Mien.Training.Photographs;

/// <summary>How well a reading of expressions does on photographs that it was not learnt from.</summary>
/// <param name="Read">R² of each parameter's difference between two people, as their landmarks tell it.</param>
/// <param name="Change">R² of the change of style vectors that another's expression makes, in the mapping
/// network.</param>
/// <param name="Photographs">How many photographs it was measured on.</param>
public sealed record ExpressionSubspaceQuality(IReadOnlyList<float> Read, float Change, int Photographs);

/// <summary>
/// Learns the <see cref="ExpressionSubspace"/> of a generator that has learnt from photographs beside drawn portraits.
/// Random photographs, and random portraits, take each other's expression in the mapping network, which says how style
/// vectors change; ridge regression tells it from what the encoder sees in both.
/// </summary>
public static class ExpressionSubspaceFit
{
    private const int Batch = 64;
    private const int PairsOfAPhotograph = 4;
    private const double Ridge = 0.005; // of the variance of style vectors, added to each direction's
    private const int LeastAtRest = 10;
    private const int PortraitsAPhotograph = 3; // photographs for each drawn portrait

    /// <summary>Learns it.</summary>
    /// <param name="model">A generator with an encoder, which has learnt from the set.</param>
    /// <param name="photographsFolder">The set of photographs.</param>
    /// <param name="atRest">A regular expression for names of photographs of people at rest, 10 or more: how they
    /// differ is no expression.</param>
    /// <param name="seed">Chooses the pairs.</param>
    /// <param name="progress">Is told after every few photographs.</param>
    /// <param name="cancellation">Stops between photographs.</param>
    /// <exception cref="ArgumentException">The model has no encoder or has not learnt from photographs, or too few
    /// are at rest.</exception>
    /// <exception cref="IOException">There is no set.</exception>
    public static (ExpressionSubspace Subspace, ExpressionSubspaceQuality Quality) Learn(
        FaceModel model, string photographsFolder, Regex atRest, int seed = 0,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(atRest);
        StyleEncoder encoder = model.Encoder
            ?? throw new ArgumentException($"the model '{model.Name}' has no encoder, which sees style vectors");
        using PhotographSet set = PhotographSet.Open(photographsFolder);
        NormalScores scores = NormalScores.OfGenerator(set.Size);
        int more = model.Generator.LatentLength - scores.Length - 1;
        if (more < 0)
        {
            throw new ArgumentException($"the generator of '{model.Name}' has not learnt from photographs");
        }

        int[] rest = [.. Enumerable.Range(0, set.Kept.Count).Where(i => atRest.IsMatch(set.Kept[i].Name))];
        if (rest.Length < LeastAtRest)
        {
            throw new ArgumentException(
                $"{rest.Length} photographs are at rest by their names; {LeastAtRest} or more are needed");
        }

        LatentLayout layout = new(scores, more);
        PhotographLatents latents = new(set, layout, seed);
        int photographs = set.Kept.Count;
        (float[][] drawnLatents, float[][] drawnSeen) = Drawn(
            encoder, set, layout, Math.Max(2, photographs / PortraitsAPhotograph / 2 * 2), progress, cancellation);
        float[][] z = [.. Enumerable.Range(0, photographs).Select(i => latents.Of(i).ToArray()), .. drawnLatents];
        float[][] seen = [.. Encode(encoder, set, progress, cancellation), .. drawnSeen];
        int[] learnt = [.. Numbers(heldOut: false)], other = [.. Numbers(heldOut: true)],
            drawn = [.. Enumerable.Range(photographs, drawnSeen.Length)];
        other = other.Length == 0 ? learnt : other;
        int[] expression = Places(ParameterKind.Expression), pose = Places(ParameterKind.Pose);

        Pairs pairs = new Pairs(learnt, PairsOfAPhotograph * learnt.Length, seed).And(
            new(drawn, PairsOfAPhotograph * drawn.Length, seed + 3));
        Matrix<double> looks = Differences(seen, pairs.A, pairs.B), square = looks.TransposeThisAndMultiply(looks);
        double ridge = Ridge * square.Trace() / square.RowCount;
        Matrix<double> told = Differences(Columns(z, expression), pairs.A, pairs.B);
        Matrix<double> change = Changes(pairs, expression);
        Matrix<double> read = square.Add(Matrix<double>.Build.DiagonalIdentity(square.RowCount) * ridge)
            .Cholesky().Solve(looks.TransposeThisAndMultiply(told));
        Matrix<double> styles = told.TransposeThisAndMultiply(told).Add(
            Matrix<double>.Build.DiagonalIdentity(told.ColumnCount) * 1e-6).Cholesky()
            .Solve(told.TransposeThisAndMultiply(change));

        double[] spread = [.. (Rows(seen, rest) * read).EnumerateColumns().Select(c => c.StandardDeviation())];

        // Between photographs of one person: other expressions and poses, and what the encoder does not see.
        Pairs few = new(learnt, learnt.Length, seed + 1);
        Matrix<double> within = Changes(few, [.. expression, .. pose]);
        Matrix<double> mapped = Rows(Map(z), learnt) - Rows(seen, learnt);
        Matrix<double> covariance = (within.TransposeThisAndMultiply(within) / within.RowCount)
            + (mapped.TransposeThisAndMultiply(mapped) / mapped.RowCount);
        covariance += Matrix<double>.Build.DiagonalIdentity(covariance.RowCount)
            * (1e-4 * covariance.Trace() / covariance.RowCount);
        Matrix<double> whiten = covariance.Cholesky().Factor.Inverse();

        Pairs check = new(other, 4 * other.Length, seed + 2);
        Matrix<double> guess = Differences(seen, check.A, check.B) * read;
        Matrix<double> truth = Differences(Columns(z, expression), check.A, check.B);
        Matrix<double> wanted = Changes(check, expression);
        return (
            new(Flat(read), Flat(styles), [.. spread.Select(v => (float)v)], Flat(whiten)),
            new(
                [.. Enumerable.Range(0, truth.ColumnCount).Select(
                    k => Determination(guess.SubMatrix(0, guess.RowCount, k, 1),
                        truth.SubMatrix(0, truth.RowCount, k, 1)))],
                Determination(guess * styles, wanted), other.Length));

        IEnumerable<int> Numbers(bool heldOut)
            => Enumerable.Range(0, set.Kept.Count).Where(i => set.Kept[i].HeldOut == heldOut);

        // Of expression, those that landmarks tell: the others are 0 in every photograph.
        int[] Places(ParameterKind kind) => [.. Enumerable.Range(0, layout.Length).Where(
            i => layout.KindOf(i) == kind && z[..photographs].Any(latent => latent[i] != 0))];

        float[][] Map(float[][] many) => [.. many.Chunk(Batch).SelectMany(batch =>
        {
            using Tape tape = new();
            using Tensor some = Tensor.From([.. batch.SelectMany(v => v)], [batch.Length, layout.Length]);
            int length = model.Generator.StyleLength;
            return model.Generator.Map(some).ToArray().Chunk(length * model.Generator.Layers)
                .Select(v => v[..length]);
        })];

        // What another's parameters change in a photograph's style vector.
        Matrix<double> Changes(Pairs of, int[] places)
        {
            float[][] before = [.. of.A.Select(i => z[i])];
            float[][] after = [.. of.A.Zip(of.B, (a, b) =>
            {
                float[] latent = [.. z[a]];
                foreach (int place in places)
                {
                    latent[place] = z[b][place];
                }

                return latent;
            })];
            int[] all = [.. Enumerable.Range(0, before.Length)];
            return Rows(Map(after), all) - Rows(Map(before), all);
        }
    }

    // Latents of drawn portraits, and what the encoder sees in them.
    private static (float[][] Latents, float[][] Seen) Drawn(
        StyleEncoder encoder, PhotographSet set, LatentLayout layout, int count, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        using PortraitCrops crops = new()
        {
            Size = set.Size,
            PlainBackground = true,
            Jitter = true,
            Pairs = true,
            Frame = set.Frame.Frame,
        };
        List<float[]> latents = [], seen = [];
        while (seen.Count < count)
        {
            cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(Batch, count - seen.Count);
            CropBatch batch = crops.Draw(seen.Count, some);
            using Tape tape = new();
            using Tensor z = layout.OfPortraits(batch.Portraits, batch.Jitters, seen.Count),
                faces = Tensor.From(batch.Pixels, [some, set.Size, set.Size, 3]);
            latents.AddRange(z.ToArray().Chunk(layout.Length));
            seen.AddRange(encoder.Encode(faces).ToArray().Chunk(encoder.StyleLength));
            progress?.Report(new("drawing portraits", seen.Count, count));
        }

        return ([.. latents], [.. seen]);
    }

    private static float[][] Encode(
        StyleEncoder encoder, PhotographSet set, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        List<float[]> styles = [];
        int pixels = set.Size * set.Size;
        foreach (int[] batch in Enumerable.Range(0, set.Kept.Count).Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            float[] faces = new float[batch.Length * pixels * 3];
            Parallel.For(0, batch.Length, i => set.Read(
                batch[i], faces.AsSpan(i * pixels * 3, pixels * 3), new float[pixels], new float[136]));
            using Tape tape = new();
            using Tensor crops = Tensor.From(faces, [batch.Length, set.Size, set.Size, 3]);
            styles.AddRange(encoder.Encode(crops).ToArray().Chunk(encoder.StyleLength));
            progress?.Report(new("looking at photographs", styles.Count, set.Kept.Count));
        }

        return [.. styles];
    }

    private static float[][] Columns(float[][] rows, int[] places)
        => [.. rows.Select(row => places.Select(place => row[place]).ToArray())];

    private static Matrix<double> Rows(float[][] rows, int[] which)
        => Matrix<double>.Build.Dense(which.Length, rows[0].Length, (i, j) => rows[which[i]][j]);

    private static Matrix<double> Differences(float[][] rows, int[] from, int[] to)
        => Matrix<double>.Build.Dense(from.Length, rows[0].Length, (i, j) => rows[to[i]][j] - rows[from[i]][j]);

    private static float Determination(Matrix<double> guess, Matrix<double> truth)
        => (float)(1 - ((truth - guess).PointwisePower(2).RowSums().Sum() / truth.PointwisePower(2).RowSums().Sum()));

    private static float[] Flat(Matrix<double> matrix) => [.. matrix.ToRowMajorArray().Select(v => (float)v)];

    private sealed class Pairs
    {
        public Pairs(int[] among, int count, int seed)
        {
            Random random = new(seed);
            (A, B) = (new int[count], new int[count]);
            for (int i = 0; i < count; i++)
            {
                (A[i], B[i]) = (among[random.Next(among.Length)], among[random.Next(among.Length)]);
            }
        }

        private Pairs(int[] a, int[] b) => (A, B) = (a, b);

        public int[] A { get; }

        public int[] B { get; }

        public Pairs And(Pairs more) => new([.. A, .. more.A], [.. B, .. more.B]);
    }
}
