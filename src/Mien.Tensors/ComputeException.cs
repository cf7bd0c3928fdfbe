namespace Mien.Tensors;

/// <summary>
/// A native computation failed, or the library that does it cannot be loaded; the message names call and status.
/// </summary>
public sealed class ComputeException : Exception
{
    /// <summary>Creates the exception with the call and the reason.</summary>
    public ComputeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the call, the reason and what caused it.</summary>
    public ComputeException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
