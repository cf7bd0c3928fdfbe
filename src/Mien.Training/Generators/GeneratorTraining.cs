using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text.Json;
using Mien.Faces.Images;
using Mien.Networks;
using Mien.Networks.Checkpoints;
using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;
using Mien.Training.Data;
using Mien.Training.Perceptual;
using Mien.Training.Runs;
using Tensor = Mien.Tensors.Tensor;

namespace Mien.Training.Generators;

/// <summary>
/// Learns a StyleGAN2 generator that paints portraits. First by regression: a portrait's parameters are the latent z, the
/// portrait is what the picture should be. Then, if asked for, a discriminator joins in, with styles mixed between portraits.
/// All layers get the same style vector: none is told what it is to carry.
/// </summary>
public sealed class GeneratorTraining : Trainer
{
    private const float MeanStyleDecay = 0.995f; // Karras et al. 2019, appendix C
    private const int Columns = 8;

    private static readonly SynthesisOptions _plain = new() { Noise = Noise.None };

    private readonly GeneratorSettings _settings;
    private readonly PortraitCrops _crops;
    private readonly NormalScores _scores;
    private readonly Prefetched<CropBatch> _batches;
    private readonly StyleGan2Generator _generator;
    private readonly MovingAverage _average;
    private readonly Adam _adam;
    private readonly Vgg16? _perceptual;
    private readonly PortraitLoss _loss;
    private readonly Adversary? _adversary;

    /// <summary>Begins with random weights.</summary>
    /// <param name="settings">How to learn.</param>
    /// <param name="perceptualPath">The file of the network that pictures are compared by, or null to compare pixels alone.</param>
    /// <param name="startPath">
    /// The checkpoint of another run, whose averaged generator is begun with; layers that it has not, or with other widths, begin
    /// at random. Null for random weights.
    /// </param>
    /// <exception cref="ArgumentException">The settings are impossible.</exception>
    /// <exception cref="Networks.Checkpoints.CheckpointException">The file holds no perceptual network.</exception>
    public GeneratorTraining(GeneratorSettings settings, string? perceptualPath = null, string? startPath = null)
    {
        settings.Check();
        _settings = settings;
        Recipe = JsonSerializer.Serialize(new { settings, perceptual = perceptualPath is null ? null : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(perceptualPath))) });
        _crops = new() { Size = settings.Resolution, Seed = settings.Seed, PlainBackground = true, Jitter = true };
        _scores = new(_crops);
        _batches = new(step => _crops.Draw((long)step * settings.BatchSize, settings.BatchSize, DrawnSize(step)));
        StyleGan2Architecture architecture = settings.Architecture(_scores.Length);
        Dictionary<string, Tensor> weights = StyleGan2Initialization.Weights(architecture, settings.Seed);
        _generator = new(architecture, weights);
        foreach (Tensor weight in weights.Values)
        {
            weight.Dispose();
        }

        if (startPath is not null)
        {
            Begin(startPath);
        }

        _average = new(_generator);
        _adam = new([.. _generator.Parameters.Values], beta1: 0.9f, beta2: 0.99f);
        _perceptual = perceptualPath is null ? null : PerceptualFile.Read(perceptualPath);
        _loss = new(_perceptual, settings.PerceptualWeight);
        _adversary = settings.AdversarialFrom is null ? null : new(settings);
        LossNames = ["pixels", .. _perceptual is null ? Array.Empty<string>() : ["features"], .. _adversary is null ? Array.Empty<string>() : ["generator", "discriminator"]];
        Tensors = new Dictionary<string, Tensor>(
        [
            .. Under("generator", _generator.Parameters), .. Under("generator", _generator.Buffers), .. Under("average", _average.Generator.Parameters),
            .. Under("average", _average.Generator.Buffers), .. Memory("adam", _adam),
            .. _adversary is null ? [] : Under("discriminator", _adversary.Discriminator.Parameters).Concat(Memory("adversary", _adversary.Adam)),
        ]);
    }

    /// <inheritdoc/>
    public override int BatchSize => _settings.BatchSize;

    /// <inheritdoc/>
    public override string Recipe { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LossNames { get; }

    /// <summary>The generator whose weights are averaged over time; it stays the training's.</summary>
    public StyleGan2Generator Generator => _average.Generator;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Optimizer> Optimizers => _adversary is null ? [_adam] : [_adam, _adversary.Adam];

    /// <summary>
    /// Five rows: portraits never trained on with what the generator makes of their parameters, twice, and random latents.
    /// </summary>
    public override Image Samples()
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([Columns, _scores.Length], seed: 1);
        CropBatch first = _crops.HeldOut(0, Columns), second = _crops.HeldOut(Columns, Columns);
        return PictureSheet.Of([first.Pixels, Paint(first), second.Pixels, Paint(second), Synthesize(z)], _settings.Resolution);
    }

    /// <summary>Mean peak signal-to-noise ratio over held-out portraits painted from their parameters, dB.</summary>
    /// <param name="portraits">How many, 1 or more.</param>
    public double Measure(int portraits = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(portraits, 1);
        double sum = 0;
        for (int i = 0; i < portraits; i++)
        {
            using Tape tape = new();
            CropBatch one = _crops.HeldOut(i, 1);
            double square = TensorPrimitives.SumOfSquares<float>([.. one.Pixels.Zip(Paint(one), (a, b) => Math.Clamp(a, -1, 1) - Math.Clamp(b, -1, 1))]) / one.Pixels.Length;
            sum += 10 * Math.Log10(4 / square); // the range is 2
        }

        return sum / portraits;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _batches.Dispose();
        _adversary?.Dispose();
        _perceptual?.Dispose();
        _adam.Dispose();
        _average.Dispose();
        _generator.Dispose();
    }

    /// <inheritdoc/>
    protected override int OptimizerSteps(Optimizer optimizer, int steps)
        => optimizer == _adam ? steps : Math.Max(0, steps - _settings.AdversarialFrom!.Value);

    /// <inheritdoc/>
    protected override float[] Learn(int number)
    {
        CropBatch batch = _batches.At(number);
        int n = BatchSize, full = DrawnSize(number), size = _settings.SizeAt(number);
        bool contested = _adversary is not null && number >= _settings.AdversarialFrom;
        List<float> losses = [];
        using Tensor latents = Latents(batch, number), drawn = Tensor.From(batch.Pixels, [n, full, full, 3]);
        Tensor? mixed = null;
        using (Tape tape = new())
        {
            foreach (Tensor parameter in _adam.Parameters)
            {
                tape.Watch(parameter);
            }

            Tensor target = size == full ? drawn : drawn.Resize(size, size, Interpolation.Area);
            Tensor ws = _generator.Map(latents);
            (int first, int end) = MixedLayers(number, size);
            IReadOnlyList<Tensor> images = _generator.Synthesize(StyleMixing.Mix(ws, first, end), _plain with { StopAt = size });

            // A range that begins at layer f, counted from 0, changes no image of a size that the layers before it make alone.
            int? kept = first < end ? StyleGan2Architecture.ConstantSize << ((first - 2) / 2) : null;
            Tensor loss = PortraitLoss.Pixels(images, target, kept);
            losses.Add(loss.Item);
            if (kept is null && _loss.Features(images[^1], target) is { } features)
            {
                losses.Add(features.Item);
                loss = loss.Plus(features);
            }
            else if (_perceptual is not null)
            {
                losses.Add(0);
            }

            if (contested)
            {
                Tensor painted = _generator.Synthesize(StyleMixing.Mix(ws, MixingLayer(number), _generator.Architecture.Layers), _plain)[^1];
                mixed = painted.Detach();
                Tensor opinion = _adversary!.Discriminator.Forward(painted).Times(-1).Softplus().Mean();
                losses.Add(opinion.Item);
                loss = loss.Plus(opinion.Times(_settings.AdversarialWeight));
            }

            tape.Backward(loss);
            Apply(_adam, tape, _settings.Rate.At(number));
            FollowMeanStyle(ws);
        }

        _average.Follow(MovingAverage.Decay(number, n, _settings.AverageHalfLife));
        if (contested)
        {
            using Tensor painted = mixed!;
            losses.Add(Contest(drawn, painted, number));
        }
        else if (_adversary is not null)
        {
            losses.AddRange(0, 0); // nobody has an opinion yet
        }

        return [.. losses];
    }

    private float Contest(Tensor drawn, Tensor painted, int step)
    {
        Adversary adversary = _adversary!;
        using Tape tape = new();
        foreach (Tensor parameter in adversary.Adam.Parameters)
        {
            tape.Watch(parameter);
        }

        Tensor loss = adversary.Loss(drawn, painted, (step - _settings.AdversarialFrom!.Value) % _settings.R1Every == 0);
        tape.Backward(loss);
        Apply(adversary.Adam, tape, _settings.DiscriminatorRate);
        return loss.Item;
    }

    private void FollowMeanStyle(Tensor ws)
    {
        Span<float> mean = _generator.Buffers["mapping.w_avg"].WritableSpan;
        float[] styles = ws.ToArray(); // [N, L, W], the same for all layers
        int w = mean.Length, row = styles.Length / BatchSize;
        float[] batch = new float[w];
        for (int i = 0; i < BatchSize; i++)
        {
            TensorPrimitives.Add(batch, styles.AsSpan(i * row, w), batch);
        }

        TensorPrimitives.Divide(batch, (float)BatchSize, batch);
        TensorPrimitives.Lerp(batch, mean, MeanStyleDecay, mean);
    }

    // A range of layers that takes the styles of another portrait, counted from 0; or none.
    private (int First, int End) MixedLayers(int step, int size)
    {
        Random random = new(unchecked((_settings.Seed * 6151) + step));
        int layers = 2 * (int.Log2(size) - 1);
        if (layers <= 2 || random.NextSingle() >= _settings.MixingShare)
        {
            return (layers, layers);
        }

        int first = random.Next(2, layers);
        return (first, random.Next(first, layers) + 1);
    }

    // Half of the batches are mixed, at any layer.
    private int MixingLayer(int step)
    {
        int layers = _generator.Architecture.Layers;
        Random random = new(unchecked((_settings.Seed * 7919) + step));
        return random.Next(2) == 0 ? layers : random.Next(1, layers);
    }

    // Twice the size that is painted, to be reduced: smooth edges, at a fraction of the work.
    private int DrawnSize(int step) => Math.Min(_settings.Resolution, 2 * _settings.SizeAt(step));

    private void Begin(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Dictionary<string, CheckpointTensor> saved = checkpoint.Tensors.ToDictionary(t => t.Name);
        int taken = 0;
        foreach ((string name, Tensor tensor) in _generator.Parameters.Concat(_generator.Buffers))
        {
            if (saved.TryGetValue($"average.{name}", out CheckpointTensor? weight) && weight.Shape.SequenceEqual(tensor.Shape.ToArray()))
            {
                weight.CopyTo(tensor.WritableSpan);
                taken++;
            }
        }

        if (taken == 0)
        {
            throw new CheckpointException(path, "", "there is no generator of these widths to begin with");
        }
    }

    private Tensor Latents(CropBatch batch, int step)
    {
        Tensor z = new([batch.Portraits.Count, _scores.Length]);
        Random ties = new(unchecked((_settings.Seed * 104729) + step));
        Span<float> rows = z.WritableSpan;
        for (int i = 0; i < batch.Portraits.Count; i++)
        {
            _scores.Write(batch.Portraits[i], batch.Jitters[i], ties, rows.Slice(i * _scores.Length, _scores.Length));
        }

        return z;
    }

    private float[] Paint(CropBatch batch)
    {
        using Tensor z = Latents(batch, step: 0);
        return Synthesize(z);
    }

    private float[] Synthesize(Tensor z) => Generator.Synthesize(Generator.Map(z), _plain)[^1].ToArray();
}
