using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Training.Data;

namespace Mien.Training.Encoders;

/// <summary>
/// A row of a generator's own pictures with the style vectors that they were painted with: each is painted when it is
/// asked for the first time, and kept with 8 bits a value. The same number gives the same picture, so a run needs to
/// remember no more than how far it has come.
/// </summary>
internal sealed class GeneratedPictures : IDisposable
{
    private const int Compared = 8; // pictures by which a skip image is judged
    private const int Ahead = 1 << 20; // numbers from here on are held out

    private readonly StyleGenerator _generator;
    private readonly LatentRegressionSettings _settings;
    private readonly CropStore _store;
    private readonly float[] _gain = [1, 1, 1];
    private readonly float[] _offset = [0, 0, 0];

    /// <summary>Looks at a few pictures to see whether a smaller image of the generator tells enough.</summary>
    /// <param name="generator">The generator; it stays the caller's.</param>
    /// <param name="size">Width and height of the pictures.</param>
    /// <param name="settings">Which pictures.</param>
    /// <param name="path">The file that keeps them; null for one that goes with this object.</param>
    public GeneratedPictures(StyleGenerator generator, int size, LatentRegressionSettings settings, string? path)
    {
        (_generator, _settings, Size) = (generator, settings, size);
        PaintedAt = Choose();
        _store = new(path, size * size * 3, generator.StyleLength);
    }

    /// <summary>Width and height of the pictures, pixels.</summary>
    public int Size { get; }

    /// <summary>The size at which the generator paints them, before they are reduced.</summary>
    public int PaintedAt { get; private set; }

    /// <summary>
    /// Share of the full image's variance that the image at <see cref="PaintedAt"/> tells when both are reduced.
    /// </summary>
    public double Fidelity { get; private set; } = 1;

    /// <summary>Style vectors of pictures, [N, W], for the principal directions.</summary>
    public float[] Styles(int first, int count)
    {
        using Tape tape = new();
        return Map(first, count).ToArray();
    }

    /// <summary>
    /// Pictures of the row, which begins again after the last: pixels [N, S, S, 3] in [−1, 1], and styles [N, W].
    /// </summary>
    public (float[] Pixels, float[] Styles) Read(long first, int count)
    {
        (int picture, int length) = (Size * Size * 3, _generator.StyleLength);
        float[] pixels = new float[count * picture], styles = new float[count * length];
        int[] places = [.. Enumerable.Range(0, count).Select(i => (int)((first + i) % _settings.Pictures))];
        List<int> missing = [];
        for (int i = 0; i < count; i++)
        {
            if (!_store.Read(places[i], pixels.AsSpan(i * picture, picture), styles.AsSpan(i * length, length)))
            {
                missing.Add(i);
            }
        }

        if (missing.Count > 0)
        {
            using Tape tape = new();
            Tensor w = missing.Select(i => Map(places[i], 1)).ToArray().Concat(0);
            float[] painted = Paint(w), told = w.ToArray();
            for (int j = 0; j < missing.Count; j++)
            {
                Span<float> to = pixels.AsSpan(missing[j] * picture, picture);
                ReadOnlySpan<float> style = told.AsSpan(j * length, length);
                painted.AsSpan(j * picture, picture).CopyTo(to);
                style.CopyTo(styles.AsSpan(missing[j] * length));
                _store.Write(places[missing[j]], to, style);
            }
        }

        return (pixels, styles);
    }

    /// <summary>
    /// A picture that is never learnt from, at the generator's full size: [1, R, R, 3]; the caller disposes it.
    /// </summary>
    /// <param name="number">0 or more.</param>
    /// <param name="psi">Truncation ψ.</param>
    public Tensor HeldOut(int number, float psi)
    {
        using Tape tape = new();
        using Tensor z = Latent(Ahead + number);
        using Tensor? label = _generator.Label(1);
        return _generator.Synthesize(_generator.Map(z, label, psi, _generator.Layers), Options(_generator.Resolution))
            .Detach();
    }

    /// <summary>Pictures reduced to <see cref="Size"/>, on the open tape.</summary>
    public Tensor Reduced(Tensor pictures) => pictures.Shape[1] == Size ? pictures
        : pictures.Resize(Size, Size, pictures.Shape[1] > Size ? Interpolation.Area : Interpolation.Bilinear);

    /// <summary>
    /// What the generator paints with one style vector for all layers, [N, W] → [N, S, S, 3], reduced; on the open
    /// tape.
    /// </summary>
    public Tensor Repaint(Tensor styles) => Reduced(Synthesize(styles, _generator.Resolution));

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    // The smallest image that tells enough of the full one.
    private int Choose()
    {
        int full = _generator.Resolution;
        using Tape tape = new();
        using Tensor w = Map(Ahead, Compared);
        float[]? target = null;
        foreach (int size in _generator.ImageSizes.Where(s => s >= Size && s < full))
        {
            target ??= Reduced(Synthesize(w, full)).ToArray();
            float[] small = Reduced(Synthesize(w, size)).ToArray();
            double unexplained = 0, variance = 0;
            for (int c = 0; c < 3; c++)
            {
                (double meanX, double meanY, double xx, double xy, double yy) = Moments(small, target, c);
                double slope = xx > 0 ? xy / xx : 0;
                (_gain[c], _offset[c]) = ((float)slope, (float)(meanY - (slope * meanX)));
                unexplained += yy - (slope * xy);
                variance += yy;
            }

            Fidelity = variance > 0 ? 1 - (unexplained / variance) : 1;
            if (Fidelity >= _settings.SkipFidelity)
            {
                return size;
            }
        }

        (Fidelity, _gain[0], _gain[1], _gain[2]) = (1, 1, 1, 1);
        Array.Clear(_offset);
        return full;
    }

    private static (double MeanX, double MeanY, double Xx, double Xy, double Yy) Moments(
        float[] x, float[] y, int channel)
    {
        double sx = 0, sy = 0, xx = 0, xy = 0, yy = 0;
        int count = x.Length / 3;
        for (int i = channel; i < x.Length; i += 3)
        {
            sx += x[i];
            sy += y[i];
            xx += (double)x[i] * x[i];
            xy += (double)x[i] * y[i];
            yy += (double)y[i] * y[i];
        }

        (double mx, double my) = (sx / count, sy / count);
        return (mx, my, (xx / count) - (mx * mx), (xy / count) - (mx * my), (yy / count) - (my * my));
    }

    private float[] Paint(Tensor w)
    {
        float[] pixels = Reduced(Synthesize(w, PaintedAt)).ToArray();
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (_gain[i % 3] * pixels[i]) + _offset[i % 3];
        }

        return pixels;
    }

    private Tensor Synthesize(Tensor w, int size)
        => _generator.Synthesize(w.Reshape([w.Shape[0], 1, w.Shape[1]]).Repeat(1, _generator.Layers), Options(size));

    private static SynthesisOptions Options(int size) => new() { StopAt = size, Precision = Precision.Auto };

    // [N, W]: one latent each, so that a picture does not depend on those beside it.
    private Tensor Map(int first, int count)
    {
        Tensor[] styles = new Tensor[count];
        for (int i = 0; i < count; i++)
        {
            using Tensor z = Latent(first + i);
            using Tensor? label = _generator.Label(1);
            styles[i] = _generator.Map(z, label, Psi(first + i), _generator.Layers).Slice(1, 0, 1)
                .Reshape([1, _generator.StyleLength]);
        }

        return styles.Concat(0);
    }

    private Tensor Latent(int number)
        => Tensor.Normal([1, _generator.LatentLength], unchecked((_settings.Seed * 15485863) + number));

    private float Psi(int number)
    {
        const double GoldenRatio = 0.6180339887498949; // spreads a row of numbers evenly over [0, 1)
        double place = number * GoldenRatio % 1;
        return number % 2 == 0 ? 1 : (float)(_settings.LeastPsi + ((1 - _settings.LeastPsi) * place));
    }
}
