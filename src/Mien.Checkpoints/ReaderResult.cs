namespace Mien.Checkpoints;

/// <summary>
/// What a reader found: the format, the tensors in the order of the file, and whatever text the file says about itself.
/// </summary>
internal sealed record ReaderResult(
    CheckpointFormat Format, IReadOnlyList<CheckpointTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Numbers beside the tensors; null for what is said to be none.</summary>
    public IReadOnlyDictionary<string, double?> Attributes { get; init; } = new Dictionary<string, double?>();

    public ReaderResult(CheckpointFormat format, IReadOnlyList<CheckpointTensor> tensors)
        : this(format, tensors, new Dictionary<string, string>())
    {
    }
}
