using System.Text.Json;
using Mien.Networks.Checkpoints;
using Mien.Networks.Keypoints;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;
using Mien.Training.Data;
using Mien.Training.Generators;
using Mien.Training.Runs;

namespace Mien.Training.Estimation;

/// <summary>Learns to tell a portrait's parameters from its aligned crop: squared error, moved and turned crops, all backgrounds.</summary>
public sealed class EstimatorTraining : Trainer
{
    private readonly EstimatorSettings _settings;
    private readonly KeypointEncoder _encoder;
    private readonly KeypointEncoder _average;
    private readonly Adam _adam;
    private readonly Muon _muon;
    private readonly ParameterScale _scale;
    private readonly PortraitCrops _crops;
    private readonly Prefetched<CropBatch> _batches;

    /// <summary>Begins with random weights, or with those of another run.</summary>
    /// <param name="settings">How to learn.</param>
    /// <param name="startPath">The checkpoint of another run, whose averaged network is taken, or an estimator; null for random weights.</param>
    /// <param name="portraitsFolder">Where drawn portraits are kept for other runs; null to keep them for this one only.</param>
    /// <exception cref="ArgumentException">The settings are impossible.</exception>
    /// <exception cref="CheckpointException">The checkpoint holds no such network.</exception>
    public EstimatorTraining(EstimatorSettings settings, string? startPath = null, string? portraitsFolder = null)
    {
        if (settings.BatchSize < 1)
        {
            throw new ArgumentException("a batch has at least 1 portrait", nameof(settings));
        }

        _settings = settings;
        _crops = new() { Size = settings.Size, Seed = settings.Seed, Jitter = true, Mirrors = settings.Mirrors, Different = settings.Portraits, KeptIn = portraitsFolder };
        _scale = ParameterScale.Of(_crops);
        KeypointArchitecture architecture = new() { Channels = settings.Channels, Size = settings.Size, Outputs = PortraitParameters.OfFace };
        _encoder = new(architecture, PortraitAxes.Of(_crops), settings.Seed);
        _average = new(architecture, PortraitAxes.Of(_crops), settings.Seed);
        if (startPath is not null)
        {
            using Checkpoint start = Checkpoint.Open(startPath);
            string? prefix = start.Tensors.Any(t => t.Name.StartsWith("average.", StringComparison.Ordinal)) ? "average." : null;
            _encoder.Load(start, prefix);
            _average.Load(start, prefix);
        }

        ILookup<bool, Tensor> parameters = _encoder.Parameters.Values.ToLookup(p => p.Shape.Rank == 4);
        _muon = new([.. parameters[true]]);
        _adam = new([.. parameters[false]], beta1: 0.9f, beta2: 0.99f);
        _batches = new(step => _crops.Draw((long)step * settings.BatchSize, settings.BatchSize));
        Tensors = new Dictionary<string, Tensor>([.. Under("encoder", _encoder.Parameters), .. Under("average", _average.Parameters), .. Memory("adam", _adam), .. Memory("muon", _muon)]);
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
    protected override IReadOnlyList<Optimizer> Optimizers => [_adam, _muon];

    /// <summary>Measures what the averaged network tells of portraits that it has not learnt from.</summary>
    /// <param name="portraits">How many, 2 or more.</param>
    public Determination Measure(int portraits = 512) => _scale.Measure(_crops, batch => Tell(_average, batch).Numbers, portraits, _settings.BatchSize);

    /// <summary>Writes the averaged network in half precision, whole or not at all.</summary>
    public void Export(string path) => new ParameterEstimator(_average, _scale).Write(path, TensorType.F16);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _batches.Dispose();
        _crops.Dispose();
        _adam.Dispose();
        _muon.Dispose();
        _average.Dispose();
        _encoder.Dispose();
    }

    /// <inheritdoc/>
    protected override float[] Learn(int number)
    {
        CropBatch batch = _batches.At(number);
        if (_settings.Warps)
        {
            Warping.Apply(batch, _settings.Size, unchecked((_settings.Seed * 9973) + number));
        }

        if (_settings.Softens)
        {
            Softening.Apply(batch.Pixels, _settings.Size, unchecked((_settings.Seed * 4421) + number));
        }

        float[] losses;
        using (Tape tape = new())
        {
            foreach (Tensor parameter in _encoder.Parameters.Values)
            {
                tape.Watch(parameter);
            }

            using Tensor truth = _scale.Truth(batch), places = Tensor.From(batch.Points, [BatchSize, 2 * CropBatch.PointsOfFace]);
            (Tensor numbers, Tensor points) = Tell(_encoder, batch);
            Tensor ofParameters = numbers.MeanSquaredDifference(truth), ofPoints = points.MeanAbsoluteDifference(places).Times(_settings.LandmarkWeight);
            tape.Backward(ofParameters.Plus(ofPoints));
            Apply(_adam, tape, _settings.Rate.At(number));
            Apply(_muon, tape, _settings.Rate.At(number));
            losses = [ofParameters.Item, ofPoints.Item];
        }

        MovingAverage.Follow(_encoder.Parameters, _average.Parameters, MovingAverage.Decay(number, BatchSize, _settings.AverageHalfLife));
        return losses;
    }

    private static (Tensor Numbers, Tensor Points) Tell(KeypointEncoder encoder, CropBatch batch)
    {
        using Tensor pictures = Tensor.From(batch.Pixels, [batch.Portraits.Count, encoder.Size, encoder.Size, 3]);
        return encoder.Forward(pictures);
    }
}
