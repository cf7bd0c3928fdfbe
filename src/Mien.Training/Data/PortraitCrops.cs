using System.Collections.Concurrent;
using System.Numerics;
using Mien.Portraits;

namespace Mien.Training.Data;

/// <summary>Aligned portraits of one batch.</summary>
/// <param name="Portraits">N portraits.</param>
/// <param name="Jitters">How each crop is moved to the right and down, scaled and turned, each in [−1, 1]: N × 4.</param>
/// <param name="Landmarks">The 68 landmarks: how far each lies to the right, then how far each lies down, −1 to 1 over the crop: N × 136.</param>
/// <param name="Pixels">[N, S, S, 3] in [−1, 1].</param>
internal sealed record CropBatch(IReadOnlyList<Portrait> Portraits, IReadOnlyList<float[]> Jitters, float[] Landmarks, float[] Pixels);

/// <summary>
/// An endless row of aligned portraits, each drawn when it is asked for: the same number gives the same portrait, so a run
/// needs to remember no more than how far it has come.
/// </summary>
internal sealed class PortraitCrops
{
    // Portraits for training have this bit in their seeds; all others are held out.
    private const ulong ForTraining = 1UL << 63;

    private readonly ConcurrentBag<PortraitRenderer> _renderers = [];

    /// <summary>Width and height, pixels.</summary>
    public required int Size { get; init; }

    /// <summary>Which row.</summary>
    public int Seed { get; init; }

    /// <summary>Move, scale and turn the crops a little, as detected landmarks would.</summary>
    public bool Jitter { get; init; }

    /// <summary>Leave out what no smooth function of the parameters can say: where the mottles of a background lie.</summary>
    public bool PlainBackground { get; init; }

    /// <summary>A portrait of the training row.</summary>
    public Portrait Portrait(long index) => Plain(PortraitSampler.Sample(ForTraining | ((ulong)(uint)Seed << 31) ^ (ulong)index));

    /// <summary>How a crop lies: to the right, down, scale and turn, each evenly spread over [−1, 1]; 0 without <see cref="Jitter"/>.</summary>
    public float[] JitterOf(long index)
    {
        if (!Jitter)
        {
            return new float[4];
        }

        Random random = new(unchecked((int)((index * 2654435761L) + Seed)));
        return [.. Enumerable.Range(0, 4).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>Draws portraits of the training row, at a smaller size if asked to.</summary>
    public CropBatch Draw(long first, int count, int? size = null) => Draw([.. Enumerable.Range(0, count).Select(i => Portrait(first + i))], first, size ?? Size);

    /// <summary>Draws portraits that are never trained on.</summary>
    public CropBatch HeldOut(int first, int count) => Draw([.. Enumerable.Range(first, count).Select(i => Plain(PortraitSampler.Sample((ulong)i)))], first, Size);

    private Portrait Plain(Portrait p) => PlainBackground ? p with { Scene = p.Scene with { BackgroundBlobs = 0, BackgroundSeed = 0 } } : p;

    private CropBatch Draw(Portrait[] portraits, long first, int size)
    {
        int picture = size * size * 3;
        float[] pixels = new float[portraits.Length * picture], landmarks = new float[portraits.Length * 2 * 68];
        float[][] jitters = [.. Enumerable.Range(0, portraits.Length).Select(i => JitterOf(first + i))];
        Parallel.For(0, portraits.Length, i =>
        {
            if (!_renderers.TryTake(out PortraitRenderer? renderer))
            {
                renderer = new();
            }

            Vector2[] points = renderer.Render(portraits[i], size, FramingOf(jitters[i]), pixels.AsSpan(i * picture, picture));
            for (int p = 0; p < points.Length; p++)
            {
                Vector2 place = (2 / (float)size * (points[p] + new Vector2(0.5f))) - Vector2.One;
                (landmarks[(2 * i * points.Length) + p], landmarks[(((2 * i) + 1) * points.Length) + p]) = (place.X, place.Y);
            }

            _renderers.Add(renderer);
        });
        return new(portraits, jitters, landmarks, pixels);
    }

    private static Framing FramingOf(float[] jitter)
        => Framing.Aligned with { Shift = new Vector2(jitter[0], jitter[1]) * 0.03f, Scale = 1 + (0.05f * jitter[2]), Turn = 3 * jitter[3] };
}
