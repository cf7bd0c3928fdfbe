using System.Diagnostics;
using System.Text.Json;
using Mien.Checkpoints;
using Mien.Checkpoints.Numpy;
using Mien.Models;
using Mien.Tensors;
using Mien.Training.Data;

namespace Mien.Training.Photographs;

/// <summary>
/// What a generator learns from, photographs and drawn portraits with their latents, as files of NumPy: for a program
/// that learns on a graphics card, as the <c>learn.py</c> beside faces-128 does.
/// </summary>
public static class TrainingExamples
{
    private const int Batch = 64;

    /// <summary>
    /// Writes <c>latents.json</c>, what each of the Z numbers of a latent describes, and arrays: of N photographs
    /// <c>photographs.npy</c> [N, S, S, 4] (red, green, blue, and 255 inside the photograph),
    /// <c>photographs-latents.npy</c> [2, N, Z] and <c>photographs-landmarks.npy</c> [2, N, 136] (as they are, then
    /// mirrored), <c>photographs-held-out.npy</c> [N]; of M portraits in pairs that differ in their expression alone
    /// <c>portraits.npy</c> [M, S, S, 3], <c>portraits-latents.npy</c> [M, Z], <c>portraits-points.npy</c> [M, 140].
    /// Landmarks are how far each lies to the right, then how far each lies down, −1 to 1 over the crop.
    /// </summary>
    /// <param name="folder">Where to; made if it is missing, files in it are replaced.</param>
    /// <param name="photographsFolder">A set of photographs.</param>
    /// <param name="portraits">M: even, 2 or more.</param>
    /// <param name="moreCode">Numbers of a latent that only photographs have, 0 or more.</param>
    /// <param name="progress">Is told after every few portraits.</param>
    /// <param name="cancellation">Stops between files or portraits; what is whole by then stays.</param>
    /// <returns>N, and Z.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="IOException">There is no set, or a file cannot be written.</exception>
    public static (int Photographs, int Latent) Write(
        string folder, string photographsFolder, int portraits, int moreCode, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(portraits, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(portraits % 2, 0, nameof(portraits));
        ArgumentOutOfRangeException.ThrowIfNegative(moreCode);
        using PhotographSet set = PhotographSet.Open(photographsFolder);
        Directory.CreateDirectory(folder);
        string Place(string name) => Path.Combine(folder, name);
        int n = set.Kept.Count, size = set.Size;
        LatentLayout layout = new(NormalScores.OfGenerator(size), moreCode);
        AtomicFile.Write(Place("latents.json"), JsonSerializer.Serialize(
            Enumerable.Range(0, layout.Length).Select(
                i => i == layout.Domain ? nameof(layout.Domain) : layout.KindOf(i).ToString())) + "\n");

        PhotographLatents latents = new(set, layout, seed: 0);
        cancellation.ThrowIfCancellationRequested();
        WriteNumbers(
            Place("photographs-latents.npy"), [2, n, layout.Length],
            Enumerable.Range(0, 2 * n).SelectMany(i => latents.Of(i).ToArray()));
        WriteNumbers(
            Place("photographs-landmarks.npy"), [2, n, latents.Landmarks[0].Length],
            latents.Landmarks.SelectMany(l => l));
        NpyWriter.Write(
            Place("photographs-held-out.npy"), [n], [[.. set.Kept.Select(e => e.HeldOut ? (byte)1 : (byte)0)]]);
        NpyWriter.Write(Place("photographs.npy"), [n, size, size, 4], Enumerable.Range(0, n).Select(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            return WithInside(set, i);
        }));

        using PortraitCrops crops = new()
        {
            Size = size,
            PlainBackground = true,
            Jitter = true,
            Pairs = true,
            Frame = set.Frame.Frame,
        };
        List<float> ofPortraits = [], points = [];
        Stopwatch clock = Stopwatch.StartNew();
        NpyWriter.Write(Place("portraits.npy"), [portraits, size, size, 3], Batches().Select(batch =>
        {
            cancellation.ThrowIfCancellationRequested();
            CropBatch drawn = crops.Draw(batch.First, batch.Count);
            using Tensor z = layout.OfPortraits(drawn.Portraits, drawn.Jitters, batch.First);
            ofPortraits.AddRange(z.Span);
            points.AddRange(drawn.Points);
            int done = batch.First + batch.Count;
            progress?.Report(new("drawing portraits", done, portraits, clock.Elapsed / done * (portraits - done)));
            return drawn.Pixels.Select(Pixels.ToLevel).ToArray();
        }));
        WriteNumbers(Place("portraits-latents.npy"), [portraits, layout.Length], ofPortraits);
        WriteNumbers(Place("portraits-points.npy"), [portraits, 2 * CropBatch.PointsOfFace], points);
        return (n, layout.Length);

        IEnumerable<(int First, int Count)> Batches() => Enumerable.Range(0, (portraits + Batch - 1) / Batch)
            .Select(b => (b * Batch, Math.Min(Batch, portraits - (b * Batch))));
    }

    private static byte[] WithInside(PhotographSet set, int number)
    {
        int pixels = set.Size * set.Size;
        float[] colours = new float[3 * pixels], inside = new float[pixels], landmarks = new float[136];
        set.Read(number, colours, inside, landmarks);
        byte[] both = new byte[4 * pixels];
        for (int i = 0; i < pixels; i++)
        {
            for (int c = 0; c < 3; c++)
            {
                both[(4 * i) + c] = Pixels.ToLevel(colours[(3 * i) + c]);
            }

            both[(4 * i) + 3] = (byte)(255 * inside[i]);
        }

        return both;
    }

    private static void WriteNumbers(string path, int[] shape, IEnumerable<float> numbers)
        => NpyWriter.Write(path, CheckpointTensor.From(Path.GetFileNameWithoutExtension(path), shape, [.. numbers]));
}
