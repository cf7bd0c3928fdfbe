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
    private readonly int _length = model.Generator.Layers * model.Generator.StyleLength;
    private readonly SortedDictionary<int, float[]> _styles = [];

    private int RecordBytes => 8 + (4 * _length);

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
            _styles[MemoryMarshal.Read<int>(record)] = MemoryMarshal.Cast<byte, float>(record[8..]).ToArray();
        }

        using FileStream file = File.OpenWrite(path);
        file.SetLength((long)whole * RecordBytes); // half a record was being written
    }

    public bool Has(int frame) => _styles.ContainsKey(frame);

    /// <summary>Finds the style vectors of a crop, from those of the frame before if it belongs to the same part.</summary>
    /// <param name="path">Where they are added.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="crop">Its face.</param>
    /// <param name="isFirst">Whether it is the first one of a part.</param>
    /// <param name="cancellation">Stops within a step.</param>
    /// <returns>D.</returns>
    public float Find(string path, int frame, Tensor crop, bool isFirst, CancellationToken cancellation)
    {
        InversionSettings usual = settings.Transfer.Inversion;
        InversionResult result = isFirst || !_styles.TryGetValue(frame - 1, out float[]? before)
            ? cache.Invert(model, crop, usual, null, cancellation).Result
            : new Inverter(model).Invert(
                crop, usual with { Steps = settings.FrameSteps, Rate = new LearningRate(settings.FrameRate, RampUp: 0.1f, RampDown: 0.5f), Snapshots = [] }, before, cancellation: cancellation)[0];
        cancellation.ThrowIfCancellationRequested();
        byte[] record = new byte[RecordBytes];
        MemoryMarshal.Write(record, in frame);
        MemoryMarshal.AsBytes(result.Styles.AsSpan()).CopyTo(record.AsSpan(8));
        using (FileStream file = new(path, FileMode.Append))
        {
            file.Write(record);
        }

        _styles[frame] = result.Styles;
        return result.Distance;
    }

    /// <summary>Smooths a part in time.</summary>
    public void Smooth((int From, int To) part, double deviation)
    {
        double[][] smooth = TimeSmoothing.Of([.. Enumerable.Range(part.From, part.To - part.From).Select(frame => Array.ConvertAll(_styles[frame], value => (double)value))], deviation);
        for (int frame = part.From; frame < part.To; frame++)
        {
            _styles[frame] = Array.ConvertAll(smooth[frame - part.From], value => (float)value);
        }
    }
}
