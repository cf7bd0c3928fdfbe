using Mien.Evaluation.Judging;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Data;

namespace Mien.Training.Photographs;

/// <summary>Photographs of one batch.</summary>
/// <param name="Latents">[N, Z], row after row.</param>
/// <param name="Points">[140] each, as in <see cref="CropBatch"/>; irises are not known, and not numbers.</param>
/// <param name="Pixels">[N, S, S, 3] in [−1, 1].</param>
/// <param name="Inside">[N, S, S, 3]: 1 where the photograph is, 0 where the crop reaches beyond it.</param>
internal sealed record PhotographBatch(float[] Latents, float[] Points, float[] Pixels, float[] Inside);

/// <summary>
/// An endless row of the photographs of a set that are learnt from, each now as it is, now mirrored, in an order that a
/// seed decides.
/// </summary>
/// <param name="set">The set; stays the caller's.</param>
/// <param name="latents">Of its photographs.</param>
/// <param name="seed">Decides the order.</param>
internal sealed class PhotographStream(PhotographSet set, PhotographLatents latents, int seed)
{
    private readonly int[] _learnt = [.. Enumerable.Range(0, latents.Count)
        .Where(i => !set.Kept[i % set.Kept.Count].HeldOut)];
    private (long Round, int[] Order)? _order;

    /// <summary>Photographs and mirror images that are learnt from.</summary>
    public int Different => _learnt.Length;

    /// <summary>Photographs of the row, at the set's size unless a smaller one that divides it is asked for.</summary>
    public PhotographBatch Read(long first, int count, int? size = null)
        => Read(
            [.. Enumerable.Range(0, count).Select(
                i => Order((first + i) / _learnt.Length)[(first + i) % _learnt.Length])], size ?? set.Size);

    /// <summary>Photographs that are never learnt from; where none are held out, the first ones.</summary>
    public PhotographBatch HeldOut(int first, int count, int? size = null)
    {
        int[] held = [.. Enumerable.Range(0, set.Kept.Count).Where(i => set.Kept[i].HeldOut)];
        held = held.Length > 0 ? held : [.. Enumerable.Range(0, set.Kept.Count)];
        return Read([.. Enumerable.Range(first, count).Select(i => held[i % held.Length])], size ?? set.Size);
    }

    private PhotographBatch Read(int[] numbers, int wanted)
    {
        int size = set.Size, picture = size * size * 3, z = latents.Of(0).Length, n = numbers.Length;
        PhotographBatch batch = new(
            new float[n * z], new float[n * 2 * CropBatch.PointsOfFace], new float[n * picture],
            new float[n * picture]);
        Parallel.For(0, n, i =>
        {
            int number = numbers[i];
            bool isMirrored = number >= set.Kept.Count;
            float[] inside = new float[size * size], landmarks = new float[136];
            Span<float> pixels = batch.Pixels.AsSpan(i * picture, picture),
                within = batch.Inside.AsSpan(i * picture, picture);
            set.Read(number % set.Kept.Count, pixels, inside, landmarks);
            for (int k = 0; k < inside.Length; k++)
            {
                within.Slice(3 * k, 3).Fill(inside[k]);
            }

            if (isMirrored)
            {
                Mirroring.Flip(pixels, size);
                Mirroring.Flip(within, size);
            }

            latents.Of(number).CopyTo(batch.Latents.AsSpan(i * z, z));
            Place(latents.Landmarks[number], batch.Points.AsSpan(
                i * 2 * CropBatch.PointsOfFace, 2 * CropBatch.PointsOfFace));
        });
        return wanted == size ? batch : batch with { Pixels = Resized(batch.Pixels), Inside = Resized(batch.Inside) };

        float[] Resized(float[] pictures)
        {
            using Tape tape = new();
            using Tensor full = Tensor.From(pictures, [n, size, size, 3]);
            return full.Resize(wanted, wanted, Interpolation.Area).ToArray();
        }
    }

    private static void Place(float[] landmarks, Span<float> points)
    {
        const int Points = CropBatch.PointsOfFace, Landmarks = 68;
        for (int axis = 0; axis < 2; axis++)
        {
            ReadOnlySpan<float> from = landmarks.AsSpan(axis * Landmarks, Landmarks);
            Span<float> to = points.Slice(axis * Points, Points);
            from.CopyTo(to);
            to[Landmarks..].Fill(float.NaN);
        }
    }

    private int[] Order(long round)
    {
        if (_order is { } known && known.Round == round)
        {
            return known.Order;
        }

        int[] order = [.. _learnt];
        new Random(unchecked((seed * 7919) + (int)round)).Shuffle(order);
        _order = (round, order);
        return order;
    }
}
