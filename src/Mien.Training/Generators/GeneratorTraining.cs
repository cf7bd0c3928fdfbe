using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text.Json;
using Mien.Checkpoints;
using Mien.Evaluation.Judging;
using Mien.Faces.Images;
using Mien.Models;
using Mien.Networks;
using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;
using Mien.Training.Data;
using Mien.Training.Perceptual;
using Mien.Training.Photographs;
using Mien.Training.Runs;
using Tensor = Mien.Tensors.Tensor;

namespace Mien.Training.Generators;

/// <summary>
/// Learns a StyleGAN2 generator that paints portraits. First by regression: a portrait's parameters are the latent z,
/// the portrait is what the picture should be. Then, if asked for, a discriminator joins in, with styles mixed between
/// portraits. All layers get the same style vector, and none is told what it is to carry; after a while the layers in
/// which the expression has come to stand out are looked for, and are asked to carry it alone
/// (<see cref="LayerShares"/>).
/// </summary>
public sealed class GeneratorTraining : Trainer
{
    private const float MeanStyleDecay = 0.995f; // Karras et al. 2019, appendix C
    private const int Columns = 8;
    private const int PortraitsLookedAt = 32;

    private readonly SynthesisOptions _plain;
    private readonly GeneratorSettings _settings;
    private readonly PortraitCrops _crops;
    private readonly NormalScores _scores;
    private readonly Prefetched<(CropBatch Drawn, PhotographBatch? Photographs)> _batches;
    private readonly LatentLayout _layout;
    private readonly PhotographSet? _set;
    private readonly PhotographStream? _photographs;
    private readonly StyleGan2Generator _generator;
    private readonly Tensor[] _learnt;
    private readonly StyleGan2Generator _average;
    private readonly Adam _adam;
    private readonly Muon _muon;
    private readonly Vgg16? _perceptual;
    private readonly PortraitLoss _loss;
    private readonly Adversary? _adversary;
    // [2]: the first layer that carries the expression, counted from 0, and how many do; 0 before they are found
    private readonly Tensor _expression;

    /// <summary>Begins with random weights.</summary>
    /// <param name="settings">How to learn.</param>
    /// <param name="perceptualPath">The file of the network that pictures are compared by, or null to compare pixels
    /// alone.</param>
    /// <param name="startPath">
    /// What to begin with: the checkpoint of another run, whose averaged generator is taken, or a model's weights;
    /// layers that it has not, or with more channels, begin at random, and those that it has with fewer are widened.
    /// Null for random weights.
    /// </param>
    /// <param name="portraitsFolder">Where drawn portraits are kept for other runs; null to keep them for this one
    /// only.</param>
    /// <param name="photographsFolder">A set of photographs of the same frame, and as large or larger; null where none
    /// are learnt from.</param>
    /// <exception cref="ArgumentException">The settings are impossible.</exception>
    /// <exception cref="Checkpoints.CheckpointException">The file holds no perceptual network.</exception>
    public GeneratorTraining(
        GeneratorSettings settings, string? perceptualPath = null, string? startPath = null,
        string? portraitsFolder = null, string? photographsFolder = null)
    {
        settings.Check();
        _settings = settings;
        if ((photographsFolder is null) != (settings.Photographs == 0))
        {
            throw new ArgumentException(
                "photographs are learnt from where there is a set of them, and some of them a step");
        }

        Recipe = JsonSerializer.Serialize(
            new
            {
                settings,
                perceptual = perceptualPath is null
                ? null : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(perceptualPath)))
            });
        _plain = new() { Noise = Noise.None, Precision = settings.Precision };
        _crops = new()
        {
            Size = settings.Resolution,
            Seed = settings.Seed,
            PlainBackground = true,
            Jitter = true,
            Pairs = true,
            Different = settings.Portraits,
            KeptIn = portraitsFolder,
            Frame = settings.Frame,
        };
        _scores = NormalScores.OfGenerator(settings.Resolution, settings.Seed);
        _layout = new(_scores, photographsFolder is null ? null : settings.MoreCode);
        if (photographsFolder is not null)
        {
            _set = PhotographSet.Open(photographsFolder);
            RequireFrame(_set, settings);
            _photographs = new(_set, new PhotographLatents(_set, _layout, settings.Seed), settings.Seed);
        }

        _batches = new(step => (
            _crops.Draw((long)step * settings.BatchSize, settings.BatchSize, DrawnSize(step)),
            _photographs?.Read((long)step * settings.Photographs, settings.Photographs, DrawnSize(step))));
        StyleGan2Architecture architecture = settings.Architecture(_layout.Length);
        _generator = new(architecture, StyleGan2Initialization.Weights(architecture, settings.Seed));
        if (startPath is not null)
        {
            Begin(startPath);
        }

        _average = _generator.Clone();
        _learnt = [.. _generator.Parameters.Where(
            p => !settings.KeepMapping || !p.Key.StartsWith("mapping.", StringComparison.Ordinal))
                .Select(p => p.Value)];
        ILookup<bool, Tensor> parameters = _learnt.ToLookup(IsMatrix);
        _muon = new([.. parameters[true]]);
        _adam = new([.. parameters[false]], beta1: 0.9f, beta2: 0.99f);
        _perceptual = perceptualPath is null ? null : PerceptualFile.Read(perceptualPath);
        _loss = new(_perceptual, settings.PerceptualWeight, settings.Precision);
        _expression = Tensor.Zeros([2]);
        _adversary = settings.AdversarialFrom is null ? null : new(settings);
        LossNames = ["pixels", "face", "change", .. _perceptual is null
            ? Array.Empty<string>() : ["features"], .. _adversary is null ? Array.Empty<string>()
            : ["generator", "discriminator"]];
        Tensors = new Dictionary<string, Tensor>(
        [
            .. Under("generator", _generator.Parameters), .. Under("generator", _generator.Buffers),
            .. Under("average", _average.Parameters), .. Under("average", _average.Buffers), .. Memory("adam", _adam),
            .. Memory("muon", _muon), KeyValuePair.Create("expression", _expression),
            .. _adversary is null
                ? [] : Under("discriminator", _adversary.Discriminator.Parameters)
                    .Concat(Memory("adversary", _adversary.Adam)),
        ]);
    }

    /// <summary>The channels of a generator to begin with, so that all of its weights are taken.</summary>
    /// <param name="startPath">The checkpoint of a run, or a model's weights.</param>
    /// <param name="resolution">Width and height of the pictures to learn, pixels.</param>
    /// <returns>At 4 px, 8 px … the resolution; at sizes that it has not those of
    /// <see cref="GeneratorSettings.Narrow"/>.</returns>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static IReadOnlyList<int> ChannelsOf(string startPath, int resolution)
    {
        using Checkpoint checkpoint = Checkpoint.Open(startPath);
        Dictionary<string, CheckpointTensor> saved = Saved(checkpoint).Tensors;
        return [.. GeneratorSettings.Narrow(resolution).Select((channels, level) =>
            saved.TryGetValue($"synthesis.b{4 << level}.conv1.weight", out CheckpointTensor? weight)
                ? (int)weight.Shape[0] : channels)];
    }

    /// <inheritdoc/>
    public override int BatchSize => _settings.BatchSize + _settings.Photographs;

    /// <inheritdoc/>
    public override string Recipe { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LossNames { get; }

    /// <summary>The generator whose weights are averaged over time; it stays the training's.</summary>
    public StyleGan2Generator Generator => _average;

    /// <summary>
    /// The layers that were found to carry the expression, such as <c>3-5</c>, counted from 1; null before they are
    /// looked for.
    /// </summary>
    public string? ExpressionLayers
        => Range is { Count: > 0 } range ? $"{range.First + 1}-{range.First + range.Count}" : null;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Optimizer> Optimizers
        => _adversary is null ? [_adam, _muon] : [_adam, _muon, _adversary.Adam];

    /// <summary>
    /// Rows of portraits never trained on with what the generator makes of their parameters, twice, of photographs
    /// never trained on with what it makes of their latents, and of these with the expression of the next one, and a
    /// row of random latents.
    /// </summary>
    public override Image Samples()
    {
        using Tape tape = new();
        using Tensor z = Tensor.Normal([Columns, _layout.Length], seed: 1);
        CropBatch first = _crops.HeldOut(0, Columns), second = _crops.HeldOut(Columns, Columns);
        List<float[]> rows = [first.Pixels, Paint(first), second.Pixels, Paint(second)];
        for (int row = 0; row < 2 && _photographs is not null; row++)
        {
            PhotographBatch batch = _photographs.HeldOut(row * Columns, Columns, _settings.Resolution);
            using Tensor latents = Tensor.From(batch.Latents, [Columns, _layout.Length]);
            rows.Add(batch.Pixels);
            rows.Add(Synthesize(latents));
            if (Range.Count > 0)
            {
                Tensor ws = Generator.Map(latents),
                    next = new[] { ws.Slice(0, 1, Columns - 1), ws.Slice(0, 0, 1) }.Concat(0);
                rows.Add(
                    Generator.SynthesizeAll(
                        StyleMixing.Replace(ws, next, Range.First, Range.First + Range.Count), _plain)[^1].ToArray());
            }
        }

        if (_layout.HasPhotographs)
        {
            for (int i = 0; i < Columns; i++)
            {
                z.WritableSpan[(i * _layout.Length) + _layout.Domain] = 1;
            }
        }

        rows.Add(Synthesize(z));
        return ContactSheet.Rows([.. rows.Select(row => Pixels.ToImages(row, _settings.Resolution))]);
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
            double square = TensorPrimitives.SumOfSquares<float>(
                [.. one.Pixels.Zip(Paint(one), (a, b) => Math.Clamp(a, -1, 1) - Math.Clamp(b, -1, 1))])
                    / one.Pixels.Length;
            sum += Pixels.Psnr(square);
        }

        return sum / portraits;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _batches.Dispose();
        _crops.Dispose();
        _set?.Dispose();
        _adversary?.Dispose();
        _perceptual?.Dispose();
        _adam.Dispose();
        _muon.Dispose();
        _average.Dispose();
        _generator.Dispose();
        _expression.Dispose();
    }

    /// <inheritdoc/>
    protected override int OptimizerSteps(Optimizer optimizer, int steps)
        => optimizer == _adversary?.Adam ? Math.Max(0, steps - _settings.AdversarialFrom!.Value) : steps;

    /// <inheritdoc/>
    protected override float[] Learn(int number)
    {
        (CropBatch batch, PhotographBatch? photographs) = _batches.At(number);
        int n = BatchSize, full = DrawnSize(number), size = _settings.SizeAt(number);
        bool contested = _adversary is not null && number >= _settings.AdversarialFrom;
        List<float> losses = [];
        if (number == _settings.ExchangeFrom)
        {
            float[][] shares = LayerShares.Measure(_average, _layout.KindOf, PortraitsLookedAt, _settings.Seed);
            Range = LayerShares.StandsOut(shares, ParameterKind.Expression, _settings.ExpressionLayers);
        }

        using Tensor latents = Latents(batch, photographs, number), pictures = Pictures(batch, photographs, full),
            inside = Inside(photographs, full);
        float[] points = [.. batch.Points, .. photographs?.Points ?? []];
        Tensor? mixed = null;
        using (Tape tape = new())
        {
            foreach (Tensor parameter in _learnt)
            {
                tape.Watch(parameter);
            }

            Tensor target = size == full ? pictures : pictures.Resize(size, size, Interpolation.Area);
            Tensor ws = _generator.Map(latents);
            Tensor styles = Exchanges(number) ? Exchanged(latents, number) : ws;
            IReadOnlyList<Tensor> images = _generator.SynthesizeAll(styles, _plain with { StopAt = size });
            if (photographs is not null)
            {
                images = [.. images.Select(image => Within(image, target, inside))];
            }

            Tensor loss = PortraitLoss.Pixels(images, target);
            losses.Add(loss.Item);
            Tensor face = PortraitLoss.Face(images[^1], target, points);
            losses.Add(face.Item);
            int portraits = batch.Portraits.Count;
            Tensor drawn = images[^1].Slice(0, 0, portraits), wanted = target.Slice(0, 0, portraits);
            Tensor change = PortraitLoss.Change(drawn, wanted);
            losses.Add(change.Item);
            loss = loss.Plus(face.Times(_settings.FaceWeight)).Plus(change.Times(_settings.ChangeWeight));
            if (_loss.Features(drawn, wanted) is { } features) // of portraits alone: the network has seen no photograph
            {
                losses.Add(features.Item);
                loss = loss.Plus(features);
            }

            if (contested)
            {
                Tensor painted = _generator.Synthesize(StyleMixing.Mix(ws, MixingLayer(number)), _plain);
                mixed = painted.Detach();
                Tensor opinion = _adversary!.Discriminator.Forward(painted).Times(-1).Softplus().Mean();
                losses.Add(opinion.Item);
                loss = loss.Plus(opinion.Times(_settings.AdversarialWeight));
            }

            tape.Backward(loss);
            Apply(_adam, tape, _settings.Rate.At(number));
            Apply(_muon, tape, _settings.Rate.At(number));
            FollowMeanStyle(ws);
        }

        _average.Follow(_generator, MovingAverage.Decay(number, n, _settings.AverageHalfLife));
        if (contested)
        {
            using Tensor painted = mixed!;
            losses.Add(Contest(pictures, painted, number));
        }
        else if (_adversary is not null)
        {
            losses.AddRange(0, 0); // nobody has an opinion yet
        }

        return [.. losses];
    }

    // The weights of convolutions and dense layers; not those of three colours, which are hardly a matrix.
    private static bool IsMatrix(Tensor parameter) => parameter.Shape.Rank is 2 or 4 && parameter.Shape[0] > 3;

    private float Contest(Tensor drawn, Tensor painted, int step)
    {
        Adversary adversary = _adversary!;
        using Tape tape = new();
        foreach (Tensor parameter in adversary.Adam.Parameters)
        {
            tape.Watch(parameter);
        }

        Tensor loss = adversary.Loss(
            drawn, painted, (step - _settings.AdversarialFrom!.Value) % _settings.R1Every == 0);
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

    private (int First, int Count) Range
    {
        get => ((int)_expression.Span[0], (int)_expression.Span[1]);
        set => (_expression.WritableSpan[0], _expression.WritableSpan[1]) = value;
    }

    private bool Exchanges(int step)
        => step >= _settings.ExchangeFrom && new Random(
            unchecked((_settings.Seed * 6151) + step)).NextSingle() < _settings.ExchangeShare;

    // [N, L, W]: the layers of the expression have the style of one portrait or photograph, the others that of another.
    private Tensor Exchanged(Tensor latents, int step)
    {
        int length = latents.Shape[1], portraits = _settings.BatchSize;
        using Tensor face = latents.Clone(), rest = latents.Clone();
        using Tensor others = Tensor.Normal(latents.Shape, unchecked((_settings.Seed * 3571) + step));
        Span<float> f = face.WritableSpan, r = rest.WritableSpan, o = others.WritableSpan;
        for (int pair = 0; pair < portraits / 2; pair++) // within a pair nothing changes but the expression
        {
            foreach (Tensor rows in (Tensor[])[others, rest])
            {
                Span<float> both = rows.WritableSpan.Slice(2 * pair * length, 2 * length);
                both[..length].CopyTo(both[length..]);
            }
        }

        for (int row = 0; row < latents.Shape[0]; row++)
        {
            Span<float> other = o.Slice(row * length, length);
            if (row >= portraits) // what photographs have goes together as it does in another one
            {
                int next = row + 1 < latents.Shape[0] ? row + 1 : portraits;
                latents.Span.Slice(next * length, length).CopyTo(other);
            }
            else if (_layout.HasPhotographs)
            {
                other[_layout.Domain] = latents.Span[(row * length) + _layout.Domain];
            }
        }

        for (int i = 0; i < f.Length; i++)
        {
            (_layout.KindOf(i % length) == ParameterKind.Expression ? ref r[i] : ref f[i]) = o[i];
        }

        return StyleMixing.Replace(_generator.Map(rest), _generator.Map(face), Range.First, Range.First + Range.Count);
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

    // The tensors of a checkpoint's averaged generator, or of a model, by their names in a model.
    private static (Dictionary<string, CheckpointTensor> Tensors, bool IsModel) Saved(Checkpoint checkpoint)
    {
        const string Average = "average.";
        Dictionary<string, CheckpointTensor> averaged = checkpoint.Tensors
            .Where(t => t.Name.StartsWith(Average, StringComparison.Ordinal))
            .ToDictionary(t => t.Name[Average.Length..]);
        return averaged.Count > 0 ? (averaged, false) : (checkpoint.Tensors.ToDictionary(t => t.Name), true);
    }

    private void Begin(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        (Dictionary<string, CheckpointTensor> saved, bool isModel) = Saved(checkpoint);
        int taken = 0;
        // what a model's mapping network is written for
        float mapping = new StyleGan2Architecture().MappingRate / _settings.MappingRate;
        foreach ((string name, Tensor tensor) in _generator.Parameters.Concat(_generator.Buffers))
        {
            float factor = isModel && name.StartsWith("mapping.fc", StringComparison.Ordinal) ? mapping : 1;
            if (saved.TryGetValue(name, out CheckpointTensor? weight) && Widening.Take(weight, tensor, factor))
            {
                taken++;
            }
        }

        if (taken == 0)
        {
            throw new CheckpointException(path, "", "there is no generator of these widths to begin with");
        }
    }

    // [N, Z]: portraits, then photographs. Portraits have noise where only photographs have numbers.
    private Tensor Latents(CropBatch batch, PhotographBatch? photographs, int step)
    {
        Tensor portraits = _layout.OfPortraits(
            batch.Portraits, batch.Jitters, unchecked((_settings.Seed * 104729) + step));
        if (photographs is null)
        {
            return portraits;
        }

        using (portraits)
        {
            return Tensor.From([.. portraits.Span, .. photographs.Latents], [BatchSize, _layout.Length]);
        }
    }

    private Tensor Pictures(CropBatch batch, PhotographBatch? photographs, int size)
        => Tensor.From([.. batch.Pixels, .. photographs?.Pixels ?? []], [BatchSize, size, size, 3]);

    // [N, S, S, 3]: 1 within the pictures, 0 where a crop reaches beyond its photograph.
    private Tensor Inside(PhotographBatch? photographs, int size)
    {
        Tensor inside = Tensor.Full([BatchSize, size, size, 3], 1);
        photographs?.Inside.CopyTo(inside.WritableSpan[^photographs.Inside.Length..]);
        return inside;
    }

    // What is painted, and outside a photograph what is to be painted, so that it counts in no loss.
    private static Tensor Within(Tensor image, Tensor target, Tensor inside)
    {
        int size = image.Shape[1];
        Tensor Sized(Tensor x) => x.Shape[1] == size ? x : x.Resize(size, size, Interpolation.Area);
        Tensor mask = Sized(inside), wanted = Sized(target);
        return image.Minus(wanted).Times(mask).Plus(wanted);
    }

    private static void RequireFrame(PhotographSet set, GeneratorSettings settings)
    {
        if (set.Frame.Frame != settings.Frame || set.Size < settings.Resolution || set.Size % settings.Resolution != 0)
        {
            throw new ArgumentException(
                $"the photographs in {set.Folder} are {set.Size} px large in the frame '{set.Frame.Frame}', the generator is to paint {settings.Resolution} px in '{settings.Frame}'");
        }

        if (set.Kept.Count(e => !e.HeldOut) < settings.Photographs)
        {
            throw new ArgumentException(
                $"the {set.Kept.Count(e => !e.HeldOut)} photographs in {set.Folder} are fewer than a step takes, {settings.Photographs}");
        }
    }

    private float[] Paint(CropBatch batch)
    {
        using Tensor z = Latents(batch, null, step: 0);
        return Synthesize(z);
    }

    private float[] Synthesize(Tensor z) => Generator.Synthesize(Generator.Map(z), _plain).ToArray();
}
