using Mien.Tensors;

namespace Mien.Inversion;

/// <summary>An inversion could not go on: its distance or its gradient was no longer a finite number.</summary>
public sealed class InversionException : Exception
{
    /// <summary>Creates the exception with the step and the precision at which it happened.</summary>
    public InversionException(int step, Precision precision, string what)
        : base($"the inversion stopped at step {step} in {precision}: {what} is not a finite number; "
            + "lower the learning rate, or compute in float32")
    {
        Step = step;
        Precision = precision;
    }

    /// <summary>The step, from 0.</summary>
    public int Step { get; }

    /// <summary>The precision asked for.</summary>
    public Precision Precision { get; }
}
