using System.Globalization;
using Mien.Networks.Checkpoints;
using Mien.Networks.Checkpoints.Safetensors;
using Mien.Tensors;
using Mien.Training.Data;

namespace Mien.Training.Estimation;

/// <summary>
/// Tells identity, expression and pose from the aligned crop of a portrait: the judge of transfers, learnt apart from the
/// networks that make them.
/// </summary>
public sealed class ParameterEstimator : IDisposable
{
    internal const string Prefix = "encoder.";

    private const string Mean = "scale.mean";
    private const string Deviation = "scale.deviation";
    private const string SizeKey = "size";

    private readonly KeypointEncoder _encoder;

    internal ParameterEstimator(KeypointEncoder encoder, ParameterScale scale)
    {
        _encoder = encoder;
        Scale = scale;
    }

    /// <summary>Width and height of the crops that it looks at, pixels.</summary>
    public int Size => _encoder.Size;

    internal ParameterScale Scale { get; }

    /// <summary>Reads an estimator.</summary>
    /// <param name="path">A file that <c>mien train estimator</c> wrote.</param>
    /// <exception cref="CheckpointException">The file holds no estimator of this version's parameters.</exception>
    public static ParameterEstimator Read(string path)
    {
        using Checkpoint file = Checkpoint.Open(path);
        float[] mean = file[Mean].ToArray(), deviation = file[Deviation].ToArray();
        if (mean.Length != PortraitParameters.Count || deviation.Length != mean.Length)
        {
            throw new CheckpointException(path, Mean, $"the estimator tells {mean.Length} parameters, portraits have {PortraitParameters.Count}: train another (mien train estimator)");
        }

        int size = int.TryParse(file.Metadata.GetValueOrDefault(SizeKey), NumberStyles.None, CultureInfo.InvariantCulture, out int s) ? s : 0;
        string[] widths = ["rgb", "1.conv1", "2.conv1", "3.conv1", "4.conv1"];
        KeypointEncoder encoder;
        try
        {
            encoder = new([.. widths.Select(name => (int)file[$"{Prefix}{name}.weight"].Shape[0])], size, PortraitParameters.OfFace, new(file[$"{Prefix}axes.weight"].ToArray(), file[$"{Prefix}axes.bias"].ToArray()), seed: 0);
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(path, SizeKey, e.Message, e);
        }

        foreach ((string name, Tensor tensor) in encoder.Parameters)
        {
            CheckpointTensor saved = file[Prefix + name];
            if (!saved.Shape.SequenceEqual(tensor.Shape.ToArray()))
            {
                throw new CheckpointException(path, Prefix + name, $"the shape is [{string.Join(", ", saved.Shape)}], not {tensor.Shape}");
            }

            saved.CopyTo(tensor.WritableSpan);
        }

        return new(encoder, new(mean, deviation));
    }

    /// <summary>The parameters of the face of each picture, with mean 0 and standard deviation 1 over portraits.</summary>
    /// <param name="crops">[N, <see cref="Size"/>, <see cref="Size"/>, 3] in [−1, 1].</param>
    /// <returns>N times [<see cref="PortraitParameters.OfFace"/>].</returns>
    public float[][] Estimate(Tensor crops)
    {
        using Tape tape = new();
        return [.. _encoder.Forward(crops).Numbers.ToArray().Chunk(PortraitParameters.OfFace)];
    }

    /// <summary>The true parameters of a portrait's face in the same scale.</summary>
    public float[] Standardised(Portraits.Portrait portrait)
    {
        float[] standardised = new float[PortraitParameters.OfFace];
        Scale.Standardise(PortraitParameters.Of(portrait), standardised);
        return standardised;
    }

    /// <summary>Standard deviation of each parameter of the face over portraits, in its own unit.</summary>
    public IReadOnlyList<float> Deviations => [.. Scale.Deviation.Take(PortraitParameters.OfFace)];

    /// <summary>Writes the estimator, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="type">The numbers' type.</param>
    internal void Write(string path, TensorType type) => SafetensorsWriter.Write(path,
    [
        .. _encoder.Parameters.Concat(_encoder.Axes.Tensors).Select(p => CheckpointTensor.From(Prefix + p.Key, p.Value.Shape.ToArray(), p.Value.ToArray())),
        CheckpointTensor.From(Mean, [Scale.Mean.Count], [.. Scale.Mean]),
        CheckpointTensor.From(Deviation, [Scale.Deviation.Count], [.. Scale.Deviation]),
    ], new Dictionary<string, string> { [SizeKey] = Size.ToString(CultureInfo.InvariantCulture) }, type);

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _encoder.Dispose();
}
