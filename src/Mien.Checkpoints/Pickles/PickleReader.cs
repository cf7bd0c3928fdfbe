using Mien.Checkpoints.Sources;

namespace Mien.Checkpoints.Pickles;

/// <summary>Reads a single pickle: NVIDIA's network files, and containers of NumPy arrays.</summary>
internal static class PickleReader
{
    /// <summary>Whether the file begins like a pickle of protocol 2 to 5.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start)
        => start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5;

    /// <summary>The tensors of a pickle.</summary>
    /// <exception cref="CheckpointException">The pickle is damaged, or asks for what no weight file needs.</exception>
    public static ReaderResult Read(ByteSource file)
    {
        PickleBudget budget = new();
        WeightBuilder builder = new(budget, null);
        object? root = new PickleMachine(new ByteCursor(file), builder, budget).Run();
        Dictionary<string, string> metadata = [];
        if (builder.MetTensorFlowNetwork || builder.MetPersistentModule)
        {
            metadata[Checkpoint.Producer] = builder.MetTensorFlowNetwork ? "dnnlib.tflib" : "torch_utils.persistence";
        }

        TensorTree tree = TensorTree.Of(root, file, budget);
        return new ReaderResult(CheckpointFormat.Pickle, tree.Tensors, metadata) { Attributes = tree.Attributes };
    }
}
