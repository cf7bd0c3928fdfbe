namespace Mien.Checkpoints;

/// <summary>The kinds of file that <see cref="Checkpoint.Open"/> reads.</summary>
public enum CheckpointFormat
{
    /// <summary>safetensors: a JSON header and raw numbers.</summary>
    Safetensors,

    /// <summary>A zip archive as <c>torch.save</c> writes since PyTorch 1.6.</summary>
    TorchZip,

    /// <summary>A zip archive as <c>torch.jit.save</c> writes.</summary>
    TorchScript,

    /// <summary>The stream of pickles that <c>torch.save</c> wrote before PyTorch 1.6.</summary>
    TorchLegacy,

    /// <summary>One pickle: NVIDIA's network files, or plain containers of NumPy arrays.</summary>
    Pickle,

    /// <summary>One NumPy array.</summary>
    Npy,

    /// <summary>A zip archive of NumPy arrays.</summary>
    Npz,
}
