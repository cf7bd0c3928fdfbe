using System.Runtime.InteropServices;
using Mien.Inversion;
using Mien.Models;
using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Films;

/// <summary>Style vectors of the frames of a film, in a file to which one record a frame is added.</summary>
/// <param name="model">Generator and perceptual network.</param>
/// <param name="cache">Where the first inversion of a part is kept.</param>
/// <param name="settings">How.</param>
internal sealed class FrameStyles(FaceModel model, InversionCache cache, FilmSettings settings)
{
    // How much of what the frame before has beside the encoder's guess is kept; the rest is that of the first frame, so
    // that many short runs in a row do not spread the expression over layers that do not carry it.
    private const float Kept = 0.8f;

    private readonly int _length = model.Generator.Layers * model.Generator.StyleLength;
    private readonly SortedDictionary<int, float[]> _styles = [];
    private readonly Dictionary<int, float[]> _beside = []; // style vectors less what the encoder tells of the frame
    private float[] _first = [];

    private int RecordBytes => 8 + (8 * _length);

    public float[] this[int frame] => _styles[frame];

    /// <summary>Takes over what a run that was stopped has found.</summary>
    public void Restore(string path)
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
            int frame = MemoryMarshal.Read<int>(record);
            ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(record[8..]);
            (_styles[frame], _beside[frame]) = (values[.._length].ToArray(), values[_length..].ToArray());
            if (MemoryMarshal.Read<int>(record[4..]) == 1)
            {
                _first = _beside[frame];
            }
        }

        using FileStream file = File.OpenWrite(path);
        file.SetLength((long)whole * RecordBytes); // half a record was being written
    }

    public bool Has(int frame) => _styles.ContainsKey(frame);

    /// <summary>
    /// Finds the style vectors of a crop, from those of the frame before if it belongs to the same part.
    /// </summary>
    /// <param name="path">Where they are added.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="crop">Its face.</param>
    /// <param name="isFirst">Whether it is the first one of a part.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <returns>D.</returns>
    public float Find(string path, int frame, Tensor crop, bool isFirst, CancellationToken cancellation)
    {
        InversionSettings usual = settings.Transfer.Inversion;
        float[] guess = Guess(crop);
        isFirst |= !_styles.ContainsKey(frame - 1);
        InversionResult result = isFirst
            ? cache.Invert(model, crop, usual, null, cancellation).Result
            : new Inverter(model).Invert(
                crop, usual with
                {
                    Steps = settings.FrameSteps,
                    Rate = new LearningRate(
                    settings.FrameRate, RampUp: 0.1f, RampDown: 0.5f),
                    Snapshots = []
                },
                Start(frame, guess), cancellation: cancellation)[0];
        cancellation.ThrowIfCancellationRequested();
        (_styles[frame], _beside[frame]) = (result.Styles, Minus(result.Styles, guess));
        _first = isFirst ? _beside[frame] : _first;
        byte[] record = new byte[RecordBytes];
        MemoryMarshal.Write(record, in frame);
        record[4] = (byte)(isFirst ? 1 : 0);
        MemoryMarshal.AsBytes(result.Styles.AsSpan()).CopyTo(record.AsSpan(8));
        MemoryMarshal.AsBytes(_beside[frame].AsSpan()).CopyTo(record.AsSpan(8 + (4 * _length)));
        using (FileStream file = new(path, FileMode.Append))
        {
            file.Write(record);
        }

        return result.Distance;
    }

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

    private float[] Start(int frame, float[] guess)
    {
        if (model.Encoder is null)
        {
            return _styles[frame - 1];
        }

        float[] before = _beside[frame - 1], start = new float[_length];
        for (int i = 0; i < start.Length; i++)
        {
            start[i] = guess[i] + _first[i] + (Kept * (before[i] - _first[i]));
        }

        return start;
    }

    private static float[] Minus(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x - y)];

    /// <summary>Smooths a part in time.</summary>
    public void Smooth((int From, int To) part, double deviation)
    {
        double[][] smooth = TimeSmoothing.Of(
            [.. Enumerable.Range(part.From, part.To - part.From)
                .Select(frame => Array.ConvertAll(_styles[frame], value => (double)value))], deviation);
        for (int frame = part.From; frame < part.To; frame++)
        {
            _styles[frame] = Array.ConvertAll(smooth[frame - part.From], value => (float)value);
        }
    }
}
