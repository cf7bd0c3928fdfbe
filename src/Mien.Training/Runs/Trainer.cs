using System.Globalization;
using System.Numerics.Tensors;
using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Faces.Images;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Optimizers;
using Tensor = Mien.Tensors.Tensor;

namespace Mien.Training.Runs;

/// <summary>
/// Something that learns step by step. All that it remembers are tensors and the number of its steps: saved and
/// restored, it goes on with the same bits.
/// </summary>
public abstract class Trainer : IDisposable
{
    private const string RecipeKey = "recipe";
    private const string StepKey = "step";

    /// <summary>Steps since the start.</summary>
    public int StepsTaken { get; private set; }

    /// <summary>Pictures of one step.</summary>
    public abstract int BatchSize { get; }

    /// <summary>All settings as JSON: a checkpoint of another recipe is not gone on with.</summary>
    public abstract string Recipe { get; }

    /// <summary>What <see cref="Step"/> returns, by name.</summary>
    public abstract IReadOnlyList<string> LossNames { get; }

    /// <summary>Weights, moving averages and the memory of optimisers, by name.</summary>
    protected abstract IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The optimisers, whose steps are counted with those of the training.</summary>
    protected abstract IReadOnlyList<Optimizer> Optimizers { get; }

    /// <summary>Takes one step.</summary>
    /// <returns>One loss for each of <see cref="LossNames"/>.</returns>
    /// <exception cref="TrainingException">A loss or a gradient is not finite; the weights are of no use
    /// now.</exception>
    public float[] Step()
    {
        float[] losses = Learn(StepsTaken);
        for (int i = 0; i < losses.Length; i++)
        {
            if (!float.IsFinite(losses[i]))
            {
                throw new TrainingException(
                    $"step {StepsTaken}: {LossNames[i]} is {losses[i]}; go on from the last checkpoint with a lower rate");
            }
        }

        StepsTaken++;
        return losses;
    }

    /// <summary>A picture that shows how far the training has come, or null if there is nothing to see.</summary>
    public virtual Image? Samples() => null;

    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    public void Save(string path)
    {
        Dictionary<string, string> metadata = new()
        {
            [RecipeKey] = Recipe,
            [StepKey] = StepsTaken.ToString(CultureInfo.InvariantCulture),
        };
        SafetensorsWriter.Write(path, Tensors.Select(t => t.Value.ToStored(t.Key)), metadata);
    }

    /// <summary>Goes back to where a checkpoint was written.</summary>
    /// <exception cref="ArgumentException">The checkpoint is of another recipe, or of none.</exception>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public void Restore(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        if (checkpoint.Metadata.GetValueOrDefault(RecipeKey) is not { } recipe)
        {
            throw new ArgumentException($"{path} is no checkpoint of a training: it does not say how it was made");
        }

        if (recipe != Recipe)
        {
            throw new ArgumentException($"{path} was made with other settings: {RecipeDifference.Of(recipe, Recipe)}");
        }

        foreach ((string name, Tensor tensor) in Tensors)
        {
            tensor.Restore(checkpoint, name);
        }

        StepsTaken = int.Parse(checkpoint.Metadata[StepKey], CultureInfo.InvariantCulture);
        foreach (Optimizer optimizer in Optimizers)
        {
            optimizer.StepsTaken = OptimizerSteps(optimizer, StepsTaken);
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Takes the step of the given number, counted from 0.</summary>
    protected abstract float[] Learn(int number);

    /// <summary>Steps that an optimiser has taken when the training has taken so many.</summary>
    protected virtual int OptimizerSteps(Optimizer optimizer, int steps) => steps;

    /// <summary>Lets an optimiser take a step, unless a gradient is not finite.</summary>
    /// <exception cref="TrainingException">A gradient is not finite; nothing has changed.</exception>
    protected void Apply(Optimizer optimizer, Tape tape, float rate)
    {
        for (int i = 0; i < optimizer.Parameters.Count; i++)
        {
            if (tape.Gradient(optimizer.Parameters[i]) is { } gradient
                && !float.IsFinite(TensorPrimitives.SumOfSquares(gradient.Span)))
            {
                throw new TrainingException(
                    $"step {StepsTaken}: the gradient of parameter {i}, {optimizer.Parameters[i]}, is not finite; go on from the last checkpoint with a lower rate");
            }
        }

        optimizer.Step(tape, rate);
    }

    /// <summary>Tensors of an optimiser under names that begin alike.</summary>
    protected static IEnumerable<KeyValuePair<string, Tensor>> Memory(string name, Optimizer optimizer)
        => optimizer.State.Select((tensor, i) => KeyValuePair.Create($"{name}.{i}", tensor));

    /// <summary>Tensors by name, each name with a prefix.</summary>
    protected static IEnumerable<KeyValuePair<string, Tensor>> Under(
        string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors)
        => tensors.Select(t => KeyValuePair.Create($"{prefix}.{t.Key}", t.Value));
}
