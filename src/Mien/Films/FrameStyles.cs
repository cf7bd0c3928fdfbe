using System.Runtime.InteropServices;
using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Films;

/// <summary>
/// Style vectors of the frames of a film, found chain by chain, in a file to which one record a frame is added.
/// </summary>
/// <param name="model">Generator and perceptual network.</param>
/// <param name="cache">Where the first inversion of a part is kept.</param>
/// <param name="settings">How.</param>
/// <param name="path">The file.</param>
internal sealed class FrameStyles(FaceModel model, InversionCache cache, FilmSettings settings, string path)
{
    // How much of what the frame before has beside the encoder's guess is kept; the rest is that of the first frame, so
    // that many short runs in a row do not spread the expression over layers that do not carry it.
    private const float Kept = 0.8f;

    private const int First = -1; // in place of a chain's number: the first frame of a part, which all its chains need

    private readonly int _length = model.Generator.Layers * model.Generator.StyleLength;
    private readonly Dictionary<(int Chain, int Frame), Found> _found = [];
    private readonly Dictionary<int, float[][]> _smooth = [];

    private int RecordBytes => 8 + (8 * _length);

    /// <summary>Takes over what a process that was stopped has found.</summary>
    public void Restore()
    {
        if (!File.Exists(path))
        {
            return;
        }

        byte[] bytes = File.ReadAllBytes(path);
        int whole = bytes.Length / RecordBytes;
        for (int i = 0; i < whole; i++)
        {
            ReadOnlySpan<byte> record = bytes.AsSpan(i * RecordBytes, RecordBytes);
            ReadOnlySpan<int> place = MemoryMarshal.Cast<byte, int>(record[..8]);
            ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(record[8..]);
            _found[(place[0], place[1])] = new(values[.._length].ToArray(), values[_length..].ToArray());
        }

        using FileStream file = File.OpenWrite(path);
        file.SetLength((long)whole * RecordBytes); // half a record was being written
    }

    /// <summary>Whether the style vectors of a frame are found.</summary>
    public bool Has(FilmChunk chunk, int frame) => _found.ContainsKey(Key(chunk, frame));

    /// <summary>The frames that a chunk still waits for, in their order.</summary>
    public IEnumerable<int> Missing(FilmChunk chunk)
        => Enumerable.Range(chunk.Chain.From, chunk.Chain.To - chunk.Chain.From).Prepend(chunk.Part.From).Distinct()
            .Where(frame => !Has(chunk, frame));

    /// <summary>
    /// Finds the style vectors of a crop: of the first frame of a part as of a photo, of others from those of the frame
    /// before.
    /// </summary>
    /// <param name="chunk">Whose chain it is in; frames come in their order.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="crop">Its face.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <returns>D.</returns>
    public float Find(FilmChunk chunk, int frame, Tensor crop, CancellationToken cancellation)
    {
        InversionSettings usual = settings.Transfer.Inversion;
        float[] guess = Guess(crop);
        InversionResult result = frame == chunk.Part.From
            ? cache.Invert(model, crop, usual, null, cancellation).Result
            : new Inverter(model).Invert(
                crop, usual with
                {
                    Steps = settings.FrameSteps,
                    Rate = new LearningRate(settings.FrameRate, RampUp: 0.1f, RampDown: 0.5f),
                    Snapshots = []
                },
                Start(chunk, frame, guess), cancellation: cancellation)[0];
        cancellation.ThrowIfCancellationRequested();
        Add(Key(chunk, frame), new(result.Styles, Minus(result.Styles, guess)));
        return result.Distance;
    }

    /// <summary>The style vectors of a frame of a chunk whose chain is found, smoothed in time.</summary>
    public float[] Of(FilmChunk chunk, int frame)
    {
        if (!_smooth.TryGetValue(chunk.Number, out float[][]? smooth))
        {
            (int from, int to) = chunk.Chain;
            double[][] styles = [.. Enumerable.Range(from, to - from).Select(
                at => Array.ConvertAll(_found[Key(chunk, at)].Styles, value => (double)value))];
            _smooth[chunk.Number] = smooth = [.. TimeSmoothing.Of(styles, settings.StyleSmoothing * Rate)
                .Select(values => Array.ConvertAll(values, value => (float)value))];
        }

        return smooth[frame - chunk.Chain.From];
    }

    /// <summary>Frames a second.</summary>
    public required double Rate { get; init; }

    // What the encoder tells of a crop, for all layers; nothing if the model has none.
    private float[] Guess(Tensor crop)
    {
        float[] guess = new float[_length];
        if (model.Encoder is { } encoder)
        {
            using Tape tape = new();
            ReadOnlySpan<float> one = encoder.Encode(crop).Span;
            for (int layer = 0; layer < model.Generator.Layers; layer++)
            {
                one.CopyTo(guess.AsSpan(layer * one.Length));
            }
        }

        return guess;
    }

    private float[] Start(FilmChunk chunk, int frame, float[] guess)
    {
        Found first = _found[(First, chunk.Part.From)],
            before = frame == chunk.Chain.From ? first : _found[Key(chunk, frame - 1)];
        if (model.Encoder is null)
        {
            return before.Styles;
        }

        float[] start = new float[_length];
        for (int i = 0; i < start.Length; i++)
        {
            start[i] = guess[i] + first.Beside[i] + (Kept * (before.Beside[i] - first.Beside[i]));
        }

        return start;
    }

    private void Add((int Chain, int Frame) key, Found found)
    {
        _found[key] = found;
        byte[] record = new byte[RecordBytes];
        MemoryMarshal.Write(record, in key.Chain);
        MemoryMarshal.Write(record.AsSpan(4), in key.Frame);
        MemoryMarshal.AsBytes(found.Styles.AsSpan()).CopyTo(record.AsSpan(8));
        MemoryMarshal.AsBytes(found.Beside.AsSpan()).CopyTo(record.AsSpan(8 + (4 * _length)));
        using FileStream file = new(path, FileMode.Append);
        file.Write(record);
    }

    private static (int Chain, int Frame) Key(FilmChunk chunk, int frame)
        => (frame == chunk.Part.From ? First : chunk.Number, frame);

    private static float[] Minus(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x - y)];

    // Beside: style vectors less what the encoder tells of the frame.
    private sealed record Found(float[] Styles, float[] Beside);
}
