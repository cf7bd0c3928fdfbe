namespace Mien.Tensors.Optimizers;

/// <summary>
/// Changes parameters in place along their gradients, and holds what it remembers of them in float32.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly List<Tensor> _state = [];

    /// <summary>Prepares to change the given parameters.</summary>
    /// <param name="parameters">Float32 tensors, which stay the caller's.</param>
    /// <exception cref="ArgumentException">A parameter is not float32, or is there twice.</exception>
    protected Optimizer(IReadOnlyList<Tensor> parameters)
    {
        Require.Float32("Optimizer", [.. parameters]);
        if (parameters.Distinct().Count() != parameters.Count)
        {
            throw new ArgumentException("Optimizer: a parameter is there twice", nameof(parameters));
        }

        Parameters = [.. parameters];
    }

    /// <summary>What is changed.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>
    /// What is remembered from step to step, in a fixed order: saved and restored together with
    /// <see cref="StepsTaken"/>, a run goes on with the same bits.
    /// </summary>
    public IReadOnlyList<Tensor> State => _state;

    /// <summary>Steps since the start.</summary>
    public int StepsTaken { get; set; }

    /// <summary>Takes one step; a parameter without gradient stays as it is.</summary>
    /// <param name="tape">A tape that watched the parameters and has run backward.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <exception cref="InvalidOperationException">The tape has not run backward, or did not watch a parameter; nothing
    /// has changed.</exception>
    public void Step(Tape tape, float rate)
    {
        Tensor?[] gradients = [.. Parameters.Select(tape.Gradient)];
        StepsTaken++;
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is { } gradient)
            {
                Update(i, gradient.Span, Parameters[i].WritableSpan, rate);
            }
        }
    }

    /// <summary>Frees the state; the parameters are the caller's.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _state)
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Adds one tensor of zeros like each parameter to the state.</summary>
    protected void Remember()
    {
        foreach (Tensor parameter in Parameters)
        {
            _state.Add(Tensor.Zeros(parameter.Shape));
        }
    }

    /// <summary>The n-th memory of a parameter, to read and write.</summary>
    protected Span<float> Memory(int n, int parameter) => _state[(n * Parameters.Count) + parameter].WritableSpan;

    /// <summary>Changes one parameter.</summary>
    protected abstract void Update(int parameter, ReadOnlySpan<float> gradient, Span<float> value, float rate);
}
