using System.Text.Json;
using Mien.Checkpoints;
using Mien.Evaluation.Judging;
using Mien.Networks.Import;
using Mien.Networks.Vgg;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;
using Mien.Training.Data;
using Mien.Training.Runs;

namespace Mien.Training.Perceptual;

/// <summary>
/// Learns a network with VGG16's thirteen convolutions by telling a portrait's parameters from its picture: what its
/// layers attend to is then what makes faces differ.
/// </summary>
public sealed class PerceptualTraining : Trainer
{
    private readonly PerceptualSettings _settings;
    private readonly Vgg16 _vgg;
    private readonly ParameterHead _head;
    private readonly Adam _adam;
    private readonly ParameterScale _scale;
    private readonly PortraitCrops _crops;
    private readonly Prefetched<CropBatch> _batches;

    /// <summary>Begins with random weights.</summary>
    /// <exception cref="ArgumentException">The settings are impossible.</exception>
    public PerceptualTraining(PerceptualSettings settings)
    {
        _settings = settings;
        if (settings.Size < 16 || settings.Size % 16 != 0 || settings.BatchSize < 1)
        {
            throw new ArgumentException(
                $"the size must be a multiple of 16 and the batch at least 1, not {settings.Size} and {settings.BatchSize}", nameof(settings));
        }

        Vgg16Architecture architecture = new() { Widths = settings.Widths };
        _vgg = new(architecture, Vgg16Initialization.Weights(architecture, settings.Seed));
        _head = new(settings.Widths, PortraitParameters.OfFace, settings.Seed + 1);
        _adam = new([.. _vgg.Parameters.Values, .. _head.Parameters.Values]);
        _crops = new() { Size = settings.Size, Seed = settings.Seed, Jitter = true };
        _scale = PortraitScale.Of(_crops);
        _batches = new(step => _crops.Draw((long)step * settings.BatchSize, settings.BatchSize));
        Tensors = new Dictionary<string, Tensor>(
            [.. Under("vgg", _vgg.Parameters), .. Under("head", _head.Parameters), .. Memory("adam", _adam)]);
    }

    /// <inheritdoc/>
    public override int BatchSize => _settings.BatchSize;

    /// <inheritdoc/>
    public override string Recipe => JsonSerializer.Serialize(_settings);

    /// <inheritdoc/>
    public override IReadOnlyList<string> LossNames { get; } = ["parameters"];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Optimizer> Optimizers => [_adam];

    /// <summary>Measures what the network tells of portraits that it has not learnt from.</summary>
    /// <param name="portraits">How many, 2 or more.</param>
    public Determination Measure(int portraits = 512) => _scale.Measure(_crops, Tell, portraits, _settings.BatchSize);

    /// <summary>Writes the network without its head, as models have it.</summary>
    public void Export(string path, TensorType type = TensorType.F32)
        => _vgg.Save(
            path, new Dictionary<string, string> { [NetworkImport.InputKey] = VggInput.Torchvision.ToString() }, type);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _batches.Dispose();
        _adam.Dispose();
        _head.Dispose();
        _vgg.Dispose();
    }

    /// <inheritdoc/>
    protected override float[] Learn(int number)
    {
        CropBatch batch = _batches.At(number);
        using Tape tape = new();
        foreach (Tensor parameter in _adam.Parameters)
        {
            tape.Watch(parameter);
        }

        using Tensor truth = _scale.Truth(batch);
        Tensor loss = Tell(batch).MeanSquaredDifference(truth);
        tape.Backward(loss);
        Apply(_adam, tape, _settings.Rate.At(number));
        return [loss.Item];
    }

    private Tensor Tell(CropBatch batch)
    {
        using Tensor pictures = Tensor.From(batch.Pixels, [batch.Portraits.Count, _settings.Size, _settings.Size, 3]);
        return _head.Forward(_vgg.Features(Vgg16.FromSigned(pictures), ParameterHead.Taps));
    }
}
