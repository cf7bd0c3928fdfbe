using Mien.Evaluation.Judging;
using Mien.Training.Data;

namespace Mien.Training.Photographs;

/// <summary>
/// The latents of the photographs of a set and of their mirror images: expression and pose, as the landmarks tell them,
/// where drawn portraits have theirs, and a code of all else, each as ranks told as standard normal numbers.
/// </summary>
internal sealed class PhotographLatents
{
    private const int Side = 32; // of the pictures that codes are made of

    private readonly float[][] _latents; // [2 N]: photographs, then their mirror images
    private readonly int _photographs;

    /// <param name="set">The photographs.</param>
    /// <param name="layout">What the numbers of a latent are.</param>
    /// <param name="seed">Chooses the portraits that expressions are read by.</param>
    public PhotographLatents(PhotographSet set, LatentLayout layout, int seed)
    {
        int n = _photographs = set.Kept.Count;
        float[][] pictures = new float[2 * n][], landmarks = new float[2 * n][], points = new float[n][];
        Parallel.For(0, n, i =>
        {
            float[] pixels = new float[set.Size * set.Size * 3], inside = new float[set.Size * set.Size],
                at = new float[136];
            set.Read(i, pixels, inside, at);
            landmarks[i] = at;
            landmarks[n + i] = Mirroring.OfLandmarks(at);
            pictures[i] = Small(pixels, inside, set.Size);
            pictures[n + i] = [.. pictures[i]];
            Mirroring.Flip(pictures[n + i], Side);
        });
        int[] learnt = [.. Enumerable.Range(0, 2 * n).Where(i => !set.Kept[i % n].HeldOut)];
        Centre(pictures, learnt);
        ExpressionReading reading = ExpressionReading.Learn(seed);
        float[][] told = Scores([.. landmarks.Select(l => reading.Tell(l))], learnt);
        int free = layout.Code.Count;
        float[][] codes = PictureCodes.Of(pictures, told, learnt, free, seed);
        Share(codes, set, n);
        codes = Scores(codes, learnt);
        _latents = [.. Enumerable.Range(0, 2 * n).Select(i => layout.OfPhotograph(told[i], codes[i]))];
        Landmarks = landmarks;
    }

    /// <summary>Photographs and mirror images.</summary>
    public int Count => 2 * _photographs;

    /// <summary>[136] each, −1 to 1 over the crop; mirror images after the photographs.</summary>
    public IReadOnlyList<float[]> Landmarks { get; }

    /// <summary>
    /// The latent of a photograph, or of the mirror image of photograph n − N. Expression units that landmarks do not
    /// tell, and where the crop lies, are left 0.
    /// </summary>
    public ReadOnlySpan<float> Of(int n) => _latents[n];

    // Photographs of one person share a code: it is to tell who, not what they do.
    private static void Share(float[][] codes, PhotographSet set, int n)
    {
        for (int mirrored = 0; mirrored <= n; mirrored += n)
        {
            foreach (IGrouping<string?, int> person in Enumerable.Range(0, n)
                .Where(i => set.Kept[i].Person is not null && !set.Kept[i].HeldOut).GroupBy(i => set.Kept[i].Person))
            {
                int[] all = [.. person.Select(i => mirrored + i)];
                float[] mean = [.. codes[all[0]].Select((_, k) => all.Average(i => codes[i][k]))];
                foreach (int i in all)
                {
                    codes[i] = mean;
                }
            }
        }
    }

    // Each column's values as ranks among those learnt from, told as standard normal numbers.
    private static float[][] Scores(float[][] rows, int[] learnt)
    {
        float[][] scores = [.. rows.Select(row => new float[row.Length])];
        Parallel.For(0, rows[0].Length, column =>
        {
            float[] sorted = [.. learnt.Select(i => rows[i][column]).Order()];
            for (int i = 0; i < rows.Length; i++)
            {
                int below = Array.BinarySearch(sorted, rows[i][column]);
                scores[i][column] = NormalScores.Score(
                    (Math.Max(0, below < 0 ? ~below : below) + 0.5) / sorted.Length, sorted.Length);
            }
        });
        return scores;
    }

    private static float[] Small(float[] pixels, float[] inside, int size)
    {
        float[] small = new float[Side * Side * 3];
        int step = size / Side;
        for (int i = 0; i < Side * Side; i++)
        {
            float weight = 0, r = 0, g = 0, b = 0;
            for (int j = 0; j < step * step; j++)
            {
                int at = (((i / Side * step) + (j / step)) * size) + (i % Side * step) + (j % step);
                weight += inside[at];
                r += inside[at] * pixels[3 * at];
                g += inside[at] * pixels[(3 * at) + 1];
                b += inside[at] * pixels[(3 * at) + 2];
            }

            if (weight > 0.5f * step * step)
            {
                (small[3 * i], small[(3 * i) + 1], small[(3 * i) + 2]) = (r / weight, g / weight, b / weight);
            }
            else
            {
                small.AsSpan(3 * i, 3).Fill(float.NaN);
            }
        }

        return small;
    }

    // Takes off the mean picture; what is outside a photograph is the mean; the middle counts most.
    private static void Centre(float[][] pictures, int[] learnt)
    {
        int size = pictures[0].Length;
        float[] sum = new float[size], count = new float[size];
        foreach (int n in learnt)
        {
            for (int i = 0; i < size; i++)
            {
                if (!float.IsNaN(pictures[n][i]))
                {
                    sum[i] += pictures[n][i];
                    count[i]++;
                }
            }
        }

        float[] weights = [.. Enumerable.Range(0, size).Select(i =>
        {
            float x = ((((i / 3) % Side) + 0.5f) / Side) - 0.5f, y = (((i / 3 / Side) + 0.5f) / Side) - 0.5f;
            return 0.3f + (0.7f * MathF.Exp(-8 * ((x * x) + (y * y))));
        })];
        Parallel.ForEach(pictures, picture =>
        {
            for (int i = 0; i < size; i++)
            {
                picture[i] = float.IsNaN(picture[i])
                    ? 0 : weights[i] * (picture[i] - (sum[i] / MathF.Max(count[i], 1)));
            }
        });
    }
}
