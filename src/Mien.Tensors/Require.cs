namespace Mien.Tensors;

/// <summary>The checks at the door of every operation.</summary>
internal static class Require
{
    /// <exception cref="ArgumentException">The condition is false; the message names the operation, what it wants and
    /// what it got.</exception>
    public static void That(bool condition, string op, string wanted, params ReadOnlySpan<Tensor?> got)
    {
        if (!condition)
        {
            throw new ArgumentException($"{op}: wants {wanted}; got {(got.IsEmpty ? "none" : Tape.Describe(got))}");
        }
    }

    public static void Float32(string op, params ReadOnlySpan<Tensor?> tensors)
    {
        foreach (Tensor? tensor in tensors)
        {
            That(tensor is null || tensor.DType == DType.Float32, op, "float32 here", tensor);
        }
    }
}
