using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Networks.StyleGan1;
using Mien.Networks.StyleGan2;
using Mien.Networks.Vgg;

namespace Mien.Networks.Import;

/// <summary>
/// A network found in a weight file: its tensors under this library's names and in this library's layouts, whatever the file
/// calls them. They are read from the file when they are asked for, so the checkpoint must stay open until then.
/// </summary>
public abstract record NetworkWeights
{
    private protected NetworkWeights(Naming naming, string prefix, IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        Naming = naming;
        Prefix = prefix;
        Tensors = tensors;
    }

    /// <summary>Whose names the file has.</summary>
    public Naming Naming { get; }

    /// <summary>Where in the file the network is, as "g_ema/"; empty if it is all there is.</summary>
    public string Prefix { get; }

    /// <summary>The tensors by this library's names.</summary>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>Writes the tensors to a safetensors file, whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="metadata">Text about the network, or null.</param>
    /// <param name="type">How to store the numbers: F32, F16 or BF16.</param>
    /// <exception cref="CheckpointException">The source is damaged where it was not looked at yet.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null, TensorType type = TensorType.F32) =>
        SafetensorsWriter.Write(path, Tensors.Values, metadata, type);
}

/// <summary>A generator; see <see cref="StyleGan1Weights"/> and <see cref="StyleGan2Weights"/>.</summary>
public abstract record GeneratorWeights : NetworkWeights
{
    private protected GeneratorWeights(Naming naming, string prefix, IReadOnlyDictionary<string, CheckpointTensor> tensors, bool hasMeanStyle, bool hasNoise)
        : base(naming, prefix, tensors)
    {
        HasMeanStyle = hasMeanStyle;
        HasNoise = hasNoise;
    }

    /// <summary>Whether the file holds the mean style vector. Where it does not, neither do the tensors.</summary>
    public bool HasMeanStyle { get; }

    /// <summary>Whether the file holds the constant noise. Where it does not, the tensors hold noise drawn from a fixed seed.</summary>
    public bool HasNoise { get; }
}

/// <summary>A StyleGAN generator, under the names of NVIDIA's TensorFlow variables.</summary>
public sealed record StyleGan1Weights : GeneratorWeights
{
    internal StyleGan1Weights(
        StyleGan1Architecture architecture, Naming naming, string prefix, IReadOnlyDictionary<string, CheckpointTensor> tensors, bool hasMeanStyle, bool hasNoise)
        : base(naming, prefix, tensors, hasMeanStyle, hasNoise) => Architecture = architecture;

    /// <summary>The sizes, read from the shapes.</summary>
    public StyleGan1Architecture Architecture { get; }
}

/// <summary>A StyleGAN2 generator, under the names of stylegan2-ada-pytorch.</summary>
public sealed record StyleGan2Weights : GeneratorWeights
{
    internal StyleGan2Weights(
        StyleGan2Architecture architecture, Naming naming, string prefix, IReadOnlyDictionary<string, CheckpointTensor> tensors, bool hasMeanStyle, bool hasNoise)
        : base(naming, prefix, tensors, hasMeanStyle, hasNoise) => Architecture = architecture;

    /// <summary>The sizes, read from the shapes.</summary>
    public StyleGan2Architecture Architecture { get; }
}

/// <summary>VGG16, the linear layers of LPIPS on it, or both, under torchvision's and LPIPS's names.</summary>
public sealed record PerceptualWeights : NetworkWeights
{
    internal PerceptualWeights(
        Vgg16Architecture architecture, bool hasVgg, bool hasLinear, Naming naming, string prefix, IReadOnlyDictionary<string, CheckpointTensor> tensors)
        : base(naming, prefix, tensors)
    {
        Architecture = architecture;
        HasVgg = hasVgg;
        HasLinear = hasLinear;
    }

    /// <summary>The widths, read from the shapes, and how images are prepared, which follows from the names.</summary>
    public Vgg16Architecture Architecture { get; }

    /// <summary>Whether the convolutions are there: a published LPIPS file may hold the linear layers alone.</summary>
    public bool HasVgg { get; }

    /// <summary>Whether the linear layers of LPIPS are there.</summary>
    public bool HasLinear { get; }
}
