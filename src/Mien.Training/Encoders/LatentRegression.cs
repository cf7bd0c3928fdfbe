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
using Mien.Training.Runs;

namespace Mien.Training.Encoders;

/// <summary>
/// Learns to tell the style vector with which any generator paints a picture, from that picture alone: pairs of both
/// are what the generator gives for random latents (Zhu et al. 2016, section 3.3; Chai et al. 2021, section 3.1).
/// Squared error along the principal directions of the style vectors. Nobody tells it where landmarks are.
/// </summary>
public sealed class LatentRegression : Trainer
{
    private const int Vectors = 4096; // whose principal directions are taken
    private const double Floor = 1e-3; // of the largest variance
    private const int Columns = 8;
    private const float ShownPsi = 0.7f;
    private const int LargestSize = 128;

    private readonly LatentRegressionSettings _settings;
    private readonly StyleGenerator _generator;
    private readonly GeneratedPictures _pictures;
    private readonly KeypointLearning _learning;
    private readonly StyleEncoder _told; // has the averaged network
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly Tensor _back; // kept with a checkpoint, so that a run with another generator may begin with it
    private readonly Tensor _mean;

    /// <summary>Begins with random weights, or with those of another run.</summary>
    /// <param name="settings">How to learn.</param>
    /// <param name="model">A model of any family.</param>
    /// <param name="startPath">The checkpoint of another run, whose averaged network is taken, or an encoder; null for
    /// random weights.</param>
    /// <param name="picturesPath">The file that keeps the pictures for a run that goes on; null for one that goes with
    /// this object.</param>
    /// <exception cref="ArgumentException">The settings are impossible.</exception>
    /// <exception cref="CheckpointException">A file holds no such network.</exception>
    public LatentRegression(
        LatentRegressionSettings settings, StoredModel model, string? startPath = null, string? picturesPath = null)
    {
        settings.Check();
        _settings = settings;
        _generator = ModelLoader.LoadGenerator(model);
        using (FileStream weights = File.OpenRead(model.WeightsPath))
        {
            Recipe = JsonSerializer.Serialize(
                new { settings, generator = Convert.ToHexStringLower(SHA256.HashData(weights)) });
        }

        int size = settings.Size ?? Math.Max(32, Math.Min(LargestSize, _generator.Resolution / 32 * 32)),
            length = _generator.StyleLength;
        _pictures = new(_generator, size, settings, picturesPath);
        PrincipalDirections directions = PrincipalDirections.Of(
            _pictures.Styles(0, Vectors).Chunk(length).Select(style => style.Select(v => (double)v)),
            largest => Floor * largest);
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
        // how points of faces are read before anything is known of these
        using PortraitCrops faces = new() { Size = size };
        _learning = new(architecture, PortraitAxes.Of(faces), settings.Seed, startPath);
        if (startPath is not null)
        {
            _learning.Recast(startPath, directions);
        }

        (_back, _mean) = (Tensor.From(directions.Back, [length, length]), Tensor.From(directions.Mean, [length]));
        _told = new(_learning.Average, directions.Back, directions.Mean, tellsLandmarks: false);
        Tensors = new Dictionary<string, Tensor>(
        [
            .. _learning.Networks.SelectMany(n => Under(n.Key, n.Value)),
            .. _learning.Optimizers.SelectMany(o => Memory(o.Key, o.Value)),
            KeyValuePair.Create(StyleEncoder.BackKey, _back), KeyValuePair.Create(StyleEncoder.MeanKey, _mean),
        ]);
    }

    /// <inheritdoc/>
    public override int BatchSize => _settings.BatchSize;

    /// <inheritdoc/>
    public override string Recipe { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LossNames { get; } = ["styles"];

    /// <summary>
    /// The size at which the generator paints the pictures, and the share of the full image's variance that they tell.
    /// </summary>
    public (int Size, double Fidelity) PaintedAt => (_pictures.PaintedAt, _pictures.Fidelity);

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Optimizer> Optimizers => [.. _learning.Optimizers.Values];

    /// <summary>
    /// Two rows: pictures that were never learnt from, and what the generator makes of the style vectors that are told.
    /// </summary>
    public override Image Samples()
    {
        using Tape tape = new();
        Tensor[] shown = [.. Enumerable.Range(0, Columns).Select(i => HeldOut(i))];
        float[] given = [.. shown.SelectMany(picture => _pictures.Reduced(picture).ToArray())];
        float[] told = [.. shown.SelectMany(picture => _pictures.Repaint(_told.Encode(picture)).ToArray())];
        Array.ForEach(shown, picture => picture.Dispose());
        return ContactSheet.Rows([.. new[] { given, told }.Select(row => Pixels.ToImages(row, _pictures.Size))]);
    }

    /// <summary>
    /// A picture of the generator that is never learnt from, truncated with ψ 0.7: [1, R, R, 3]; the caller disposes
    /// it.
    /// </summary>
    /// <param name="number">0 or more.</param>
    public Tensor HeldOut(int number) => _pictures.HeldOut(number, ShownPsi);

    /// <summary>Writes the averaged network in half precision, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    public void Export(string path) => _told.Write(path, TensorType.F16);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _pictures.Dispose();
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
        (float[] pixels, float[] styles) = _pictures.Read((long)number * BatchSize, BatchSize);
        using Tape tape = new();
        using Tensor given = Tensor.From(styles, [BatchSize, _generator.StyleLength]);
        using Tensor truth = given.Dense(_weight, _bias).Detach();
        float[] unknown = new float[BatchSize * CropBatch.PointsOfFace * 2];
        Array.Fill(unknown, float.NaN);
        return _learning.Learn(
            pixels, unknown, truth, landmarkWeight: 0, (optimizer, open) => Apply(
                optimizer, open, _settings.Rate.At(number)),
            MovingAverage.Decay(number, BatchSize, _settings.AverageHalfLife))[..1];
    }
}
