using System.Collections.Concurrent;
using System.Numerics;
using Mien.Evaluation.Judging;
using Mien.Faces.Alignment;
using Mien.Networks.Keypoints;
using Mien.Portraits;
using Mien.Portraits.Rendering;

namespace Mien.Training.Data;

/// <summary>Aligned portraits of one batch.</summary>
/// <param name="Portraits">N portraits.</param>
/// <param name="Jitters">How each crop is moved to the right and down, scaled and turned, each in [−1, 1]: N ×
/// 4.</param>
/// <param name="Points">The 68 landmarks and the two irises: how far each lies to the right, then how far each lies
/// down, −1 to 1 over the crop: N × 140.</param>
/// <param name="Pixels">[N, S, S, 3] in [−1, 1].</param>
internal sealed record CropBatch(
    IReadOnlyList<Portrait> Portraits, IReadOnlyList<float[]> Jitters, float[] Points, float[] Pixels)
{
    /// <summary>Points of a face whose places are told.</summary>
    public const int PointsOfFace = KeypointEncoder.PointsOfFace;

    /// <summary>
    /// Mirrors some of the pictures, in place, with their points: twice as many different ones for the work of drawing.
    /// </summary>
    /// <param name="size">Width and height of the pictures.</param>
    /// <param name="which">Which of them.</param>
    /// <returns>The batch with the portraits that are now in the pictures.</returns>
    public CropBatch Mirrored(int size, Func<int, bool> which)
    {
        Portrait[] portraits = [.. Portraits];
        float[][] jitters = [.. Jitters];
        for (int i = 0; i < portraits.Length; i++)
        {
            if (!which(i))
            {
                continue;
            }

            portraits[i] = portraits[i].Mirrored();
            jitters[i] = [-jitters[i][0], jitters[i][1], jitters[i][2], -jitters[i][3]];
            Mirroring.Flip(Pixels.AsSpan(i * size * size * 3, size * size * 3), size);
            Mirroring.Exchange(Points.AsSpan(i * 2 * PointsOfFace, 2 * PointsOfFace));
        }

        return this with { Portraits = portraits, Jitters = jitters };
    }
}

/// <summary>
/// A row of aligned portraits, each drawn when it is asked for: the same number gives the same portrait, so a run needs
/// to remember no more than how far it has come. The row is endless, or begins again after <see cref="Different"/>
/// portraits, which are then drawn only once.
/// </summary>
internal sealed class PortraitCrops : IDisposable
{
    // Portraits for training have this bit in their seeds; all others are held out.
    private const ulong ForTraining = 1UL << 63;

    private readonly ConcurrentBag<PortraitRenderer> _renderers = [];
    private (CropStore Crops, int Size)? _kept;

    /// <summary>Width and height, pixels.</summary>
    public required int Size { get; init; }

    /// <summary>Which row.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Portraits in the row before it begins again, their pictures kept with 8 bits a value; null for an endless row.
    /// </summary>
    public int? Different { get; init; }

    /// <summary>
    /// Where the pictures of a row that begins again are kept for other runs; null to keep them as long as this object
    /// lives.
    /// </summary>
    public string? KeptIn { get; init; }

    /// <summary>
    /// Mirror every second portrait of the row, and when it begins again the others. Hairs, curls and freckles are not
    /// drawn in pairs: this is for those who look at pictures, not for those who paint them.
    /// </summary>
    public bool Mirrors { get; init; }

    /// <summary>
    /// Every second portrait is the one before it with another expression, in which every action unit is common, both
    /// in the crop of the face at rest: what differs between their pictures is the expression, and nothing else.
    /// </summary>
    public bool Pairs { get; init; }

    /// <summary>The square that is cut out.</summary>
    public FaceFrame Frame { get; init; }

    /// <summary>Move, scale and turn the crops a little, as detected landmarks would.</summary>
    public bool Jitter { get; init; }

    /// <summary>
    /// Leave out what no smooth function of the parameters can say: where the mottles of a background lie.
    /// </summary>
    public bool PlainBackground { get; init; }

    /// <summary>A portrait of the training row, not mirrored.</summary>
    public Portrait Portrait(long index)
    {
        Portrait one = Plain(PortraitSampler.Sample(Seeded(Pairs ? Even(index) : index)));
        return Pairs && long.IsOddInteger(index) ? one with
        {
            Expression = PortraitSampler.SampleActiveExpression(Seeded(index)),
        } : one;
    }

    /// <summary>
    /// How a crop that is not mirrored lies: to the right, down, scale and turn, each evenly spread over [−1, 1]; as
    /// the truth says without <see cref="Jitter"/>.
    /// </summary>
    public float[] JitterOf(long index)
    {
        if (!Jitter)
        {
            return [0, 0, ScaleJitter.Exact, 0];
        }

        Random random = new(unchecked((int)((InRow(Pairs ? Even(index) : index) * 2654435761L) + Seed)));
        return [.. Enumerable.Range(0, 4).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>Draws portraits of the training row, at a smaller size if asked to.</summary>
    public CropBatch Draw(long first, int count, int? size = null)
    {
        CropBatch batch = Draw(
            [.. Enumerable.Range(0, count).Select(i => Portrait(first + i))], first, size ?? Size,
            keeps: Different is not null);
        return Mirrors ? batch.Mirrored(size ?? Size, i => long.IsOddInteger(first + i + Round(first + i))) : batch;
    }

    /// <summary>Draws portraits that are never trained on.</summary>
    public CropBatch HeldOut(int first, int count)
        => Draw(
            [.. Enumerable.Range(first, count).Select(i => Plain(PortraitSampler.Sample((ulong)i)))], first, Size,
            keeps: false);

    /// <summary>
    /// The points of portraits of the training row, without drawing them: 140 numbers each, as in
    /// <see cref="CropBatch"/>.
    /// </summary>
    public float[][] Points(long first, int count)
    {
        float[][] points = new float[count][];
        Parallel.For(0, count, i =>
        {
            PortraitRenderer renderer = Rent();
            points[i] = new float[2 * CropBatch.PointsOfFace];
            Portrait portrait = Portrait(first + i);
            Framing framing = FramingOf(JitterOf(first + i));
            Place(renderer.Landmarks(portrait, Size, framing), renderer.Irises(
                portrait, Size, framing), Size, points[i]);
            _renderers.Add(renderer);
        });
        return points;
    }

    /// <summary>Closes the file of kept pictures.</summary>
    public void Dispose() => _kept?.Crops.Dispose();

    private PortraitRenderer Rent() => _renderers.TryTake(out PortraitRenderer? renderer) ? renderer : new();

    // How far the window's scale reaches to both sides, and the jitter at which a crop is as large as its landmarks
    // say. Found landmarks make faces 2 % larger on average, and up to 15 %: jitters reach from 7 % smaller to 15 %
    // larger. An open mouth makes the crop of a face larger than that of the face at rest, and the face in it smaller:
    // 12 % smaller to 19 % larger.
    private (float Reach, float Exact) ScaleJitter => Pairs ? (0.15f, 0.05f) : (0.1f, 0.3f);

    private ulong Seeded(long index) => ForTraining | ((ulong)(uint)Seed << 31) ^ (ulong)InRow(index);

    private static long Even(long index) => index & ~1L;

    private long Round(long index) => Different is { } n ? index / n : 0;

    private long InRow(long index) => Different is { } n ? index % n : index;

    private Portrait Plain(Portrait p) => PlainBackground ? p with
    {
        Scene = p.Scene with { BackgroundBlobs = 0, BackgroundSeed = 0 },
    } : p;

    private CropBatch Draw(Portrait[] portraits, long first, int size, bool keeps)
    {
        int picture = size * size * 3, points = 2 * CropBatch.PointsOfFace;
        float[] pixels = new float[portraits.Length * picture], places = new float[portraits.Length * points];
        float[][] jitters = [.. Enumerable.Range(0, portraits.Length).Select(i => JitterOf(first + i))];
        CropStore? kept = keeps ? Store(size) : null;
        Parallel.For(0, portraits.Length, i =>
        {
            Span<float> to = pixels.AsSpan(i * picture, picture), at = places.AsSpan(i * points, points);
            if (kept is null || !kept.Read(InRow(first + i), to, at))
            {
                Draw(portraits[i], jitters[i], size, to, at);
                kept?.Write(InRow(first + i), to, at);
            }
        });
        return new(portraits, jitters, places, pixels);
    }

    // The kept pictures of a size; a run that grows does not come back to small ones.
    private CropStore Store(int size)
    {
        if (_kept is { } open && open.Size == size)
        {
            return open.Crops;
        }

        _kept?.Crops.Dispose();
        CropStore kept = new(
            KeptIn is null ? null : Path.Combine(KeptIn, StoreName(size)), size * size * 3, 2 * CropBatch.PointsOfFace);
        if (KeptIn is not null && !IsDrawnAlike(kept, size))
        {
            kept.Clear();
        }

        _kept = (kept, size);
        return kept;
    }

    private string StoreName(int size)
        => $"portraits-{size}px-seed{Seed}-{Different}{(Pairs ? "-pairs" : "")}{(Frame == FaceFrame.Close ? "-close" : "")}{(Jitter ? "-moved" : "")}{(PlainBackground ? "-plain" : "")}.crops";

    // Whether pictures that another run kept are those that this program draws: a few are drawn anew.
    private bool IsDrawnAlike(CropStore kept, int size)
    {
        const int LookedAt = 16;
        float[] old = new float[size * size * 3], now = new float[old.Length],
            oldPoints = new float[2 * CropBatch.PointsOfFace], points = new float[oldPoints.Length];
        for (long i = 0; i < LookedAt; i++)
        {
            long index = i * kept.Count / LookedAt;
            if (!kept.Read(index, old, oldPoints))
            {
                continue; // never written, or not whole
            }

            Draw(Portrait(index), JitterOf(index), size, now, points);
            if (!points.AsSpan().SequenceEqual(oldPoints) || now.Zip(old, (a, b) => Math.Abs(Math.Clamp(a, -1, 1) - b))
                .Max() > 1 / 127f)
            {
                return false;
            }
        }

        return true;
    }

    private void Draw(Portrait portrait, float[] jitter, int size, Span<float> pixels, Span<float> points)
    {
        PortraitRenderer renderer = Rent();
        Framing framing = FramingOf(jitter);
        Place(renderer.Render(portrait, size, framing, pixels), renderer.Irises(portrait, size, framing), size, points);
        _renderers.Add(renderer);
    }

    private static void Place(Vector2[] landmarks, Vector2[] irises, int size, Span<float> points)
    {
        for (int p = 0; p < CropBatch.PointsOfFace; p++)
        {
            Vector2 pixel = p < landmarks.Length ? landmarks[p] : irises[p - landmarks.Length];
            Vector2 place = (2 / (float)size * (pixel + new Vector2(0.5f))) - Vector2.One;
            (points[p], points[CropBatch.PointsOfFace + p]) = (place.X, place.Y);
        }
    }

    private Framing FramingOf(float[] jitter)
        => (Frame == FaceFrame.Close ? (Pairs ? Framing.CloseAtRest : Framing.Close) : Pairs
            ? Framing.AlignedAtRest
            : Framing.Aligned) with
        {
            Shift = new Vector2(
                jitter[0], jitter[1]) * 0.03f,
            Scale = 1 + (ScaleJitter.Reach * (jitter[2] - ScaleJitter.Exact)),
            Turn = 3 * jitter[3]
        };
}
