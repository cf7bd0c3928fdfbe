using System.Collections.Concurrent;
using System.Numerics;
using Mien.Portraits;

namespace Mien.Training.Data;

/// <summary>Aligned portraits of one batch.</summary>
/// <param name="Portraits">N portraits.</param>
/// <param name="Pixels">[N, S, S, 3] in [−1, 1].</param>
internal sealed record CropBatch(IReadOnlyList<Portrait> Portraits, float[] Pixels);

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

    /// <summary>Draws portraits of the training row.</summary>
    public CropBatch Draw(long first, int count) => Draw([.. Enumerable.Range(0, count).Select(i => Portrait(first + i))], first);

    /// <summary>Draws portraits that are never trained on.</summary>
    public CropBatch HeldOut(int first, int count) => Draw([.. Enumerable.Range(first, count).Select(i => Plain(PortraitSampler.Sample((ulong)i)))], first);

    private Portrait Plain(Portrait p) => PlainBackground ? p with { Scene = p.Scene with { BackgroundBlobs = 0, BackgroundSeed = 0 } } : p;

    private CropBatch Draw(Portrait[] portraits, long first)
    {
        int picture = Size * Size * 3;
        float[] pixels = new float[portraits.Length * picture];
        Parallel.For(0, portraits.Length, i =>
        {
            if (!_renderers.TryTake(out PortraitRenderer? renderer))
            {
                renderer = new();
            }

            renderer.Render(portraits[i], Size, FramingOf(first + i), pixels.AsSpan(i * picture, picture));
            _renderers.Add(renderer);
        });
        return new(portraits, pixels);
    }

    private Framing FramingOf(long index)
    {
        if (!Jitter)
        {
            return Framing.Aligned;
        }

        Random random = new(unchecked((int)((index * 2654435761L) + Seed)));
        float Signed() => (2 * random.NextSingle()) - 1;
        return Framing.Aligned with { Shift = new Vector2(Signed(), Signed()) * 0.03f, Scale = 1 + (0.05f * Signed()), Turn = 3 * Signed() };
    }
}
