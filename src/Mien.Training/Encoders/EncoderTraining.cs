using System.Security.Cryptography;
using System.Text.Json;
using Mien.Checkpoints;
using Mien.Directions;
using Mien.Faces.Images;
using Mien.Models;
using Mien.Networks;
using Mien.Networks.Keypoints;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;
using Mien.Training.Data;
using Mien.Training.Keypoints;
using Mien.Training.Photographs;
using Mien.Training.Runs;

namespace Mien.Training.Encoders;

/// <summary>
/// Learns to tell the style vector with which a generator of drawn portraits paints a portrait, from its aligned crop:
/// squared error along the principal directions of the style vectors. What the style vector is, the frozen mapping
/// network says, from the portrait's parameters. Portraits come in the pairs that the generator learns from, but with
/// all backgrounds.
/// </summary>
public sealed class EncoderTraining : Trainer
{
    private const int Vectors = 4096; // whose principal directions are taken
    private const double Floor = 1e-3; // of the largest variance
    private const int Columns = 8;

    private readonly EncoderSettings _settings;
    private readonly StyleGenerator _generator;
    private readonly KeypointLearning _learning;
    private readonly NormalScores _scores;
    private readonly PortraitCrops _crops;
    private readonly LatentLayout _layout;
    private readonly PhotographSet? _set;
    private readonly PhotographStream? _photographs;
    private readonly Prefetched<(CropBatch Drawn, PhotographBatch? Photographs)> _batches;
    private readonly StyleEncoder _told; // has the averaged network
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly Tensor _back; // kept with a checkpoint, so that a run with another generator may begin with it
    private readonly Tensor _mean;

    /// <summary>Begins with random weights, or with those of another run.</summary>
    /// <param name="settings">How to learn.</param>
    /// <param name="model">A model learnt from portraits.</param>
    /// <param name="startPath">The checkpoint of another run, whose averaged network is taken, or an encoder; null for
    /// random weights.</param>
    /// <param name="portraitsFolder">Where drawn portraits are kept for other runs; null to keep them for this one
    /// only.</param>
    /// <param name="photographsFolder">The set of photographs that the generator learnt from; null for a generator of
    /// drawn portraits.</param>
    /// <exception cref="ArgumentException">The settings are impossible, or the generator's latents are not those of
    /// portraits.</exception>
    /// <exception cref="CheckpointException">The file holds no such network.</exception>
    public EncoderTraining(
        EncoderSettings settings, StoredModel model, string? startPath = null, string? portraitsFolder = null,
        string? photographsFolder = null)
    {
        if (settings.BatchSize < 1 || settings.Portraits < 2 || settings.Portraits % 2 != 0)
        {
            throw new ArgumentException(
                "a batch has at least 1 portrait, and the portraits are even in number", nameof(settings));
        }

        _settings = settings;
        _generator = ModelLoader.LoadGenerator(model);
        Recipe = JsonSerializer.Serialize(
            new
            {
                settings,
                generator = Convert.ToHexStringLower(
                SHA256.HashData(File.ReadAllBytes(model.WeightsPath)))
            });
        int size = settings.Size ?? _generator.Resolution, length = _generator.StyleLength;
        _crops = new()
        {
            Size = size,
            Seed = settings.Seed,
            Jitter = true,
            Pairs = true,
            Mirrors = settings.Mirrors,
            Different = settings.Portraits,
            KeptIn = portraitsFolder,
            Frame = model.Card.Frame,
        };
        _scores = NormalScores.OfGenerator(size);
        _layout = new(_scores, photographsFolder is null ? null : _generator.LatentLength - _scores.Length - 1);
        if (_layout.Length != _generator.LatentLength || (photographsFolder is null) != (settings.Photographs == 0))
        {
            throw new ArgumentException(
                $"the generator's latents have {_generator.LatentLength} numbers, a portrait {_scores.Length}: an encoder is learnt for a generator that is learnt from portraits, with the photographs that it learnt from", nameof(model));
        }

        if (photographsFolder is not null)
        {
            _set = PhotographSet.Open(photographsFolder);
            _photographs = new(_set, new PhotographLatents(_set, _layout, seed: 0), settings.Seed);
        }

        int[] row = [.. Enumerable.Range(0, Vectors)];
        float[] styles = StylesOf(
            [.. row.Select(i => _crops.Portrait(i))], [.. row.Select(i => _crops.JitterOf(i))],
            _photographs?.Read(0, Vectors), seed: 3);
        PrincipalDirections directions = PrincipalDirections.Of(
            styles.Chunk(length).Select(style => style.Select(v => (double)v)), largest => Floor * largest);
        (_weight, _bias) = (Tensor.From(directions.Weight, [length, length]), Tensor.From(directions.Bias, [length]));
        KeypointArchitecture architecture = new()
        {
            Channels = settings.Channels,
            Size = size,
            Outputs = length,
            Coarse = settings.Coarse,
            Whole = settings.Whole,
            Hidden = settings.Hidden,
        };
        _learning = new(architecture, PortraitAxes.Of(_crops), settings.Seed, startPath);
        if (startPath is not null)
        {
            _learning.Recast(startPath, directions);
        }

        _told = new(_learning.Average, directions.Back, directions.Mean);
        _batches = new(step => (
            _crops.Draw((long)step * settings.BatchSize, settings.BatchSize),
            _photographs?.Read((long)step * settings.Photographs, settings.Photographs, size)));
        (_back, _mean) = (Tensor.From(directions.Back, [length, length]), Tensor.From(directions.Mean, [length]));
        Tensors = new Dictionary<string, Tensor>(
        [
            .. _learning.Networks.SelectMany(n => Under(n.Key, n.Value)),
            .. _learning.Optimizers.SelectMany(o => Memory(o.Key, o.Value)),
            KeyValuePair.Create(StyleEncoder.BackKey, _back), KeyValuePair.Create(StyleEncoder.MeanKey, _mean),
        ]);
    }

    /// <inheritdoc/>
    public override int BatchSize => _settings.BatchSize + _settings.Photographs;

    /// <inheritdoc/>
    public override string Recipe { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LossNames { get; } = ["styles", "landmarks"];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Optimizer> Optimizers => [.. _learning.Optimizers.Values];

    /// <summary>
    /// Two rows: portraits never trained on, and what the generator makes of the style vectors that are told; two more
    /// of photographs, where they are learnt from.
    /// </summary>
    public override Image Samples()
    {
        using Tape tape = new();
        float[][] rows = _photographs is null
            ? [_crops.HeldOut(0, Columns).Pixels]
            : [_crops.HeldOut(0, Columns).Pixels, _photographs.HeldOut(0, Columns, _crops.Size).Pixels];
        float[][] shown = [.. rows.SelectMany(row => (float[][])[row, Paint(Pictures(row)).ToArray()])];
        return ContactSheet.Rows([.. shown.Select(row => Pixels.ToImages(row, _crops.Size))]);
    }

    /// <summary>
    /// Median peak signal-to-noise ratio between held-out portraits and what the generator makes of the style vectors
    /// that are told of them, without any descent, dB.
    /// </summary>
    /// <param name="portraits">How many, 1 or more.</param>
    public double Measure(int portraits = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(portraits, 1);
        List<double> psnr = [];
        for (int i = 0; i < portraits; i++)
        {
            using Tape tape = new();
            using Tensor picture = Pictures(_crops.HeldOut(i, 1).Pixels);
            psnr.Add(Pixels.Psnr(Paint(picture).MeanSquaredDifference(picture).Item));
        }

        psnr.Sort();
        return psnr[portraits / 2];
    }

    /// <summary>Writes the averaged network in half precision, whole or not at all.</summary>
    public void Export(string path) => _told.Write(path, TensorType.F16);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _batches.Dispose();
        _crops.Dispose();
        _set?.Dispose();
        _learning.Dispose();
        _told.Dispose();
        _generator.Dispose();
        _weight.Dispose();
        _bias.Dispose();
        _back.Dispose();
        _mean.Dispose();
    }

    /// <inheritdoc/>
    protected override float[] Learn(int number)
    {
        (CropBatch batch, PhotographBatch? photographs) = _batches.At(number);
        using Tensor styles = Tensor.From(
            StylesOf(batch.Portraits, batch.Jitters, photographs, unchecked((_settings.Seed * 104729) + number)),
            [BatchSize, _generator.StyleLength]);
        using Tape tape = new();
        using Tensor truth = styles.Dense(_weight, _bias).Detach();
        return _learning.Learn(
            [.. batch.Pixels, .. photographs?.Pixels ?? []], [.. batch.Points, .. photographs?.Points ?? []], truth,
            _settings.LandmarkWeight, (optimizer, open) => Apply(optimizer, open, _settings.Rate.At(number)),
            MovingAverage.Decay(number, BatchSize, _settings.AverageHalfLife));
    }

    private Tensor Paint(Tensor pictures)
    {
        int n = pictures.Shape[0];
        Tensor styles = _told.Encode(pictures).Reshape([n, 1, _generator.StyleLength]).Repeat(1, _generator.Layers);
        Tensor painted = _generator.Synthesize(styles, new() { Noise = Noise.None });
        return painted.Shape[1] == _crops.Size
            ? painted : painted.Resize(
                _crops.Size, _crops.Size, painted.Shape[1] > _crops.Size ? Interpolation.Area : Interpolation.Bilinear);
    }

    private Tensor Pictures(float[] pixels)
        => Tensor.From(pixels, [pixels.Length / (_crops.Size * _crops.Size * 3), _crops.Size, _crops.Size, 3]);

    // [N·W]: what the mapping network makes of portraits and photographs, the same for all layers.
    private float[] StylesOf(
        IReadOnlyList<Portraits.Portrait> portraits, IReadOnlyList<float[]> jitters, PhotographBatch? photographs,
        int seed)
    {
        using Tape tape = new();
        using Tensor drawn = _layout.OfPortraits(portraits, jitters, seed);
        using Tensor latents = Tensor.From(
            [.. drawn.Span, .. photographs?.Latents ?? []],
            [portraits.Count + ((photographs?.Latents.Length ?? 0) / _layout.Length), _layout.Length]);
        using Tensor? label = _generator.Label(latents.Shape[0]);
        return _generator.Map(latents, label).Slice(1, 0, 1).ToArray();
    }
}
