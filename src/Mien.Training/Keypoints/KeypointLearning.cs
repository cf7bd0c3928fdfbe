using MathNet.Numerics.LinearAlgebra;
using Mien.Checkpoints;
using Mien.Directions;
using Mien.Models;
using Mien.Networks.Keypoints;
using Mien.Tensors;
using Mien.Tensors.Ops;
using Mien.Tensors.Optimizers;
using Mien.Training.Data;

namespace Mien.Training.Keypoints;

/// <summary>
/// What all who learn a <see cref="KeypointEncoder"/> share: the network, its moving average and its optimisers, Muon
/// for convolutions and Adam for the rest. The loss is the squared error of the numbers, and the absolute one of the
/// points.
/// </summary>
internal sealed class KeypointLearning : IDisposable
{
    private const string AveragePrefix = "average.";

    private readonly KeypointEncoder _encoder;
    private readonly Adam _adam;
    private readonly Muon _muon;

    /// <param name="architecture">The sizes.</param>
    /// <param name="axes">How landmarks are read; taken over.</param>
    /// <param name="seed">Chooses the first weights.</param>
    /// <param name="startPath">The checkpoint of another run, whose averaged network is taken, or what such a run
    /// exported; null for random weights.</param>
    /// <exception cref="ArgumentException">The sizes are impossible.</exception>
    /// <exception cref="CheckpointException">The file holds no such network.</exception>
    public KeypointLearning(KeypointArchitecture architecture, LandmarkAxes axes, int seed, string? startPath)
    {
        _encoder = new(architecture, axes, seed);
        Average = _encoder.Clone();
        if (startPath is not null)
        {
            using Checkpoint start = Checkpoint.Open(startPath);
            string prefix = start.Tensors.Any(t => t.Name.StartsWith(AveragePrefix, StringComparison.Ordinal))
                ? AveragePrefix : KeypointEncoder.Prefix;
            _encoder.Load(start, prefix);
            Average.Load(start, prefix);
        }

        ILookup<bool, Tensor> parameters = _encoder.Parameters.Values.ToLookup(p => p.Shape.Rank == 4);
        _muon = new([.. parameters[true]]);
        _adam = new([.. parameters[false]], beta1: 0.9f, beta2: 0.99f);
    }

    /// <summary>The network whose weights are averaged over time.</summary>
    public KeypointEncoder Average { get; }

    /// <summary>The weights, by the name of their network.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>> Networks
        => new Dictionary<string, IReadOnlyDictionary<string, Tensor>>
        {
            ["encoder"] = _encoder.Parameters,
            ["average"] = Average.Parameters,
        };

    /// <summary>The optimisers, by name.</summary>
    public IReadOnlyDictionary<string, Optimizer> Optimizers
        => new Dictionary<string, Optimizer> { ["adam"] = _adam, ["muon"] = _muon };

    /// <summary>Lets the network tell matrix · numbers + offset in place of its numbers.</summary>
    /// <param name="matrix">[outputs, outputs]</param>
    /// <param name="offset">[outputs]</param>
    private void Recast(Matrix<double> matrix, Vector<double> offset)
    {
        foreach (KeypointEncoder network in (KeypointEncoder[])[_encoder, Average])
        {
            Tensor weight = network.Parameters["output.weight"], bias = network.Parameters["output.bias"];
            Matrix<double> rows = Matrix<double>.Build.DenseOfRows(
                weight.ToArray().Chunk(weight.Shape[1]).Select(row => row.Select(v => (double)v)));
            Vector<double> added = Vector<double>.Build.DenseOfEnumerable(bias.ToArray().Select(v => (double)v));
            Write(weight, (matrix * rows).EnumerateRows().SelectMany(row => row));
            Write(bias, (matrix * added) + offset);
        }

        static void Write(Tensor tensor, IEnumerable<double> numbers)
        {
            float[] values = [.. numbers.Select(v => (float)v)];
            values.CopyTo(tensor.WritableSpan);
        }
    }

    /// <summary>
    /// Turns the last layer of a network that was begun with, and may have been learnt for another generator, to the
    /// directions of this generator's style vectors.
    /// </summary>
    /// <param name="startPath">What was begun with.</param>
    /// <param name="directions">Of this generator.</param>
    /// <exception cref="CheckpointException">The other generator's style vectors have another length.</exception>
    public void Recast(string startPath, PrincipalDirections directions)
    {
        using Checkpoint start = Checkpoint.Open(startPath);
        float[] back = start[StyleEncoder.BackKey].ToArray(), mean = start[StyleEncoder.MeanKey].ToArray();
        if (back.Length != directions.Back.Length || mean.Length != directions.Mean.Length)
        {
            throw new CheckpointException(
                startPath, $"tensor '{StyleEncoder.BackKey}'",
                $"it tells style vectors of {mean.Length} numbers, not of {directions.Mean.Length}");
        }

        if (!Same(back, directions.Back) || !Same(mean, directions.Mean))
        {
            var (matrix, offset) = directions.From(back, mean);
            Recast(matrix, offset);
        }

        // exported ones are rounded
        static bool Same(float[] saved, float[] now)
            => saved.Zip(now).All(v => v.First == v.Second || v.First == (float)(Half)v.Second);
    }

    /// <summary>Takes a step.</summary>
    /// <param name="pixels">[N, S, S, 3] in [−1, 1].</param>
    /// <param name="places">[N, 140], as in <see cref="CropBatch"/>; what is not known is not a number, and not
    /// taught.</param>
    /// <param name="truth">What is to be told of them: [N, outputs].</param>
    /// <param name="landmarkWeight">Weight of the mean absolute difference of the points' places, in half
    /// pictures.</param>
    /// <param name="apply">Lets an optimiser take its step.</param>
    /// <param name="averageDecay">What the average keeps of itself.</param>
    /// <returns>The losses of the numbers and of the points.</returns>
    public float[] Learn(
        float[] pixels, float[] places, Tensor truth, float landmarkWeight, Action<Optimizer, Tape> apply,
        float averageDecay)
    {
        float[] losses;
        using (Tape tape = new())
        {
            foreach (Tensor parameter in _encoder.Parameters.Values)
            {
                tape.Watch(parameter);
            }

            (Tensor numbers, Tensor points) = Tell(_encoder, pixels);
            ReadOnlySpan<float> told = points.Span;
            float[] known = [.. places];
            for (int i = 0; i < known.Length; i++)
            {
                known[i] = float.IsNaN(known[i]) ? told[i] : known[i];
            }

            using Tensor taught = Tensor.From(known, points.Shape);
            Tensor ofNumbers = numbers.MeanSquaredDifference(truth),
                ofPoints = points.MeanAbsoluteDifference(taught).Times(landmarkWeight);
            tape.Backward(ofNumbers.Plus(ofPoints));
            apply(_adam, tape);
            apply(_muon, tape);
            losses = [ofNumbers.Item, ofPoints.Item];
        }

        Average.Follow(_encoder, averageDecay);
        return losses;
    }

    /// <summary>What the averaged network tells of pictures, on the open tape: [N, outputs].</summary>
    public Tensor Tell(CropBatch batch) => Tell(Average, batch.Pixels).Numbers;

    /// <inheritdoc/>
    public void Dispose()
    {
        _adam.Dispose();
        _muon.Dispose();
        Average.Dispose();
        _encoder.Dispose();
    }

    private static (Tensor Numbers, Tensor Points) Tell(KeypointEncoder encoder, float[] pixels)
    {
        int size = encoder.Size;
        using Tensor pictures = Tensor.From(pixels, [pixels.Length / (size * size * 3), size, size, 3]);
        return encoder.Forward(pictures);
    }
}
