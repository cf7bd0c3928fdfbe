namespace Mien.Training.Runs;

/// <summary>
/// A training has gone wrong: a loss or a gradient was no longer finite. The last checkpoint is as it was.
/// </summary>
public sealed class TrainingException : Exception
{
    /// <summary>Says what went wrong.</summary>
    public TrainingException(string message)
        : base(message)
    {
    }

    /// <summary>Says what went wrong, and why.</summary>
    public TrainingException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Something went wrong.</summary>
    public TrainingException()
    {
    }
}
