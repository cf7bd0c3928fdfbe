using System.Text.Json;
using Mien.Checkpoints;
using Mien.Evaluation.Judging;
using Mien.Tensors;
using Mien.Tensors.Optimizers;
using Mien.Training.Data;
using Mien.Training.Keypoints;
using Mien.Training.Runs;

namespace Mien.Training.Estimation;

/// <summary>
/// Learns to tell a portrait's parameters from its aligned crop: squared error, moved and turned crops, all
/// backgrounds.
/// </summary>
public sealed class EstimatorTraining : Trainer
{
    private readonly EstimatorSettings _settings;
    private readonly KeypointLearning _learning;
    private readonly ParameterScale _scale;
    private readonly PortraitCrops _crops;
    private readonly Prefetched<CropBatch> _batches;

    /// <summary>Begins with random weights, or with those of another run.</summary>
    /// <param name="settings">How to learn.</param>
    /// <param name="startPath">The checkpoint of another run, whose averaged network is taken, or an estimator; null
    /// for random weights.</param>
    /// <param name="portraitsFolder">Where drawn portraits are kept for other runs; null to keep them for this one
    /// only.</param>
    /// <exception cref="ArgumentException">The settings are impossible.</exception>
    /// <exception cref="CheckpointException">The checkpoint holds no such network.</exception>
    public EstimatorTraining(EstimatorSettings settings, string? startPath = null, string? portraitsFolder = null)
    {
        if (settings.BatchSize < 1)
        {
            throw new ArgumentException("a batch has at least 1 portrait", nameof(settings));
        }

        _settings = settings;
        _crops = new()
        {
            Size = settings.Size,
            Seed = settings.Seed,
            Jitter = true,
            Mirrors = settings.Mirrors,
            Different = settings.Portraits,
            KeptIn = portraitsFolder,
        };
        _scale = PortraitScale.Of(_crops);
        _learning = new(
            new() { Channels = settings.Channels, Size = settings.Size, Outputs = PortraitParameters.OfFace },
            PortraitAxes.Of(_crops), settings.Seed, startPath);
        _batches = new(Prepare);
        Tensors = new Dictionary<string, Tensor>(
            [.. _learning.Networks.SelectMany(n => Under(n.Key, n.Value)), .. _learning.Optimizers.SelectMany(
                o => Memory(o.Key, o.Value))]);
    }

    /// <inheritdoc/>
    public override int BatchSize => _settings.BatchSize;

    /// <inheritdoc/>
    public override string Recipe => JsonSerializer.Serialize(_settings);

    /// <inheritdoc/>
    public override IReadOnlyList<string> LossNames { get; } = ["parameters", "landmarks"];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Optimizer> Optimizers => [.. _learning.Optimizers.Values];

    /// <summary>Measures what the averaged network tells of portraits that it has not learnt from.</summary>
    /// <param name="portraits">How many, 2 or more.</param>
    public Determination Measure(int portraits = 512)
        => _scale.Measure(_crops, _learning.Tell, portraits, _settings.BatchSize);

    /// <summary>Writes the averaged network in half precision, whole or not at all.</summary>
    public void Export(string path) => new ParameterEstimator(_learning.Average, _scale).Write(path, TensorType.F16);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _batches.Dispose();
        _crops.Dispose();
        _learning.Dispose();
    }

    /// <inheritdoc/>
    protected override float[] Learn(int number)
    {
        CropBatch batch = _batches.At(number);
        using Tensor truth = _scale.Truth(batch);
        return _learning.Learn(
            batch.Pixels, batch.Points, truth, _settings.LandmarkWeight,
            (optimizer, tape) => Apply(optimizer, tape, _settings.Rate.At(number)),
            MovingAverage.Decay(number, BatchSize, _settings.AverageHalfLife));
    }

    // Beside the step before: on many cores a thread that warps alone would hold up the others.
    private CropBatch Prepare(int number)
    {
        CropBatch batch = _crops.Draw((long)number * _settings.BatchSize, _settings.BatchSize);
        if (_settings.Warps)
        {
            Warping.Apply(batch, _settings.Size, unchecked((_settings.Seed * 9973) + number));
        }

        if (_settings.Softens)
        {
            Softening.Apply(batch.Pixels, _settings.Size, unchecked((_settings.Seed * 4421) + number));
        }

        return batch;
    }
}
